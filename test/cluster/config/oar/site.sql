-- What a site's administrator adds: properties of resources, a queue, and admission rules.
ALTER TABLE resources
  ADD cpu VARCHAR(255) NOT NULL DEFAULT '',
  ADD core INTEGER NOT NULL DEFAULT 0,
  ADD gpu INTEGER NOT NULL DEFAULT 0,
  ADD memnode INTEGER NOT NULL DEFAULT 0;

INSERT INTO queues (queue_name, priority, scheduler_policy)
  SELECT 'long', 1, scheduler_policy FROM queues WHERE queue_name = 'default';

-- As most sites do it: walltimes, projects and the number of jobs are bounded by rules.
INSERT INTO admission_rules (priority, enabled, rule) VALUES
(50, 'YES', $rule$
foreach my $mold (@{$ref_resource_list}) {
    my $limit = $queue_name eq "long" ? 86400 : 14400;
    die("[ADMISSION RULE] Walltime too big for the $queue_name queue: at most ".OAR::IO::duration_to_sql($limit)."\n")
        if defined($mold->[1]) and $mold->[1] > $limit;
}
$rule$),
(51, 'YES', $rule$
die("[ADMISSION RULE] Error: $user is not a member of the project $project\n")
    unless $project eq "default" or $project eq "research";
$rule$),
(52, 'YES', $rule$
my ($alive) = $dbh->selectrow_array("SELECT COUNT(*) FROM jobs WHERE job_user = ? AND state NOT IN ('Terminated', 'Error')", undef, $user);
die("[ADMISSION RULE] Error: you cannot have more than 20 jobs at a time\n") if $alive >= 20;
$rule$);
