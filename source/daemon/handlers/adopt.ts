import {ulid} from 'ulid';
import {sessionRoute} from '../../core/cluster.js';
import {Fault} from '../../core/fault.js';
import {checkedName, tagFor} from '../../core/request.js';
import {defaultSettings} from '../../core/settings.js';
import {findJob, isWaiting, lookForService} from '../adopt.js';
import {freeName, liveNames} from '../names.js';
import {pick} from '../registry.js';
import type {Handlers} from '../server.js';
import type {HandlerContext} from './context.js';

/** The call that makes a session of a job that was started some other way. */
export function adoptHandler(context: HandlerContext): Pick<Handlers, 'session.adopt'> {
	const {store, desks, registry, clock, toDocument} = context;
	return {
		async 'session.adopt'({jobId, cluster, app: wanted, ports: wantedPorts, log, name}, _connection, signal) {
			const desk = desks.of(cluster);
			const id = checkedId(jobId);
			const names = liveNames(store);
			if (name !== null && names.has(checkedName(name))) {
				throw new Fault('usage', `there is a session called ${JSON.stringify(name)} already`, {
					hint: 'choose another --name',
				});
			}

			if (wanted !== null) {
				pick(registry.apps, 'app', wanted);
			}

			const {site, footholds} = desk;
			const {scheduler, report, details} = await findJob(id, {site, store}, signal);
			const wish = {app: wanted, ports: wantedPorts};
			const adopted = {jobId: id, scheduler, logPath: log ?? details.outputPath, wish};
			const found = isWaiting(report.phase)
				? null
				: await lookForService(
						{adopted, nodes: report.nodes, startedAt: report.startedAt, isLogNamed: log !== null},
						{site, footholds, registry, clock, note: context.note},
						signal,
					);
			const app = pick(registry.apps, 'app', found?.app ?? wanted ?? 'command');
			const session = ulid();
			store.begin({
				type: 'intended',
				id: session,
				name: name ?? freeName(app.name, names),
				tag: tagFor(session),
				adopted,
				request: {
					app: app.name,
					cluster,
					resources: {
						walltime: report.walltime,
						queue: report.queue,
						account: null,
						nodes: report.nodes.length > 1 ? report.nodes.length : null,
						cpus: null,
						memoryBytes: null,
						gpus: null,
						schedulerArgs: [],
					},
					workdir: details.workdir,
					setup: null,
					address: desk.site.cluster.address,
					route: sessionRoute(desk.site.cluster),
					settings: defaultSettings(app),
				},
				secrets: {},
				ports: [],
			});
			store.record(session, {type: 'reported', report});
			if (found !== null) {
				store.record(session, {type: 'found', found});
			}

			const made = store.get(session);
			if (made === undefined) {
				throw new Fault('bug', 'the adopted session is not there');
			}

			desk.care(made);
			desk.kick();
			return toDocument(store.get(session) ?? made);
		},
	};
}

/** Ids go into commands as arguments: none may look like an option. */
function checkedId(text: string): string {
	if (!/^[A-Za-z0-9][\w.[\]@:+-]{0,127}$/.test(text)) {
		throw new Fault('usage', `${JSON.stringify(text)} is no job id`, {
			hint: 'as the scheduler prints it: 4242, 4242.head',
		});
	}

	return text;
}
