# What OAR runs on the nodes of a job, before and after it, to make its control groups: there are none.
exit 0;
