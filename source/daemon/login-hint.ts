import {Fault} from '../core/fault.js';

/** A transport knows hosts; whoever reads its advice to log in wants the cluster's name in it, to run it as it stands. */
export function namingCluster(thrown: unknown, cluster: string): Fault {
	const fault = Fault.from(thrown);
	const hint = fault.hint?.replace(/\bhpctui cluster login\b/, `hpctui cluster login ${cluster}`) ?? null;
	return hint === fault.hint ? fault : Fault.fromDocument({...fault.toDocument(), hint});
}
