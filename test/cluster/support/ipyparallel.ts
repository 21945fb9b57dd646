import {inHost, linesOf} from './hosts.js';

/** What a Client on the laptop saw: the engines' numbers, the hosts that did the work, and whether the sum was right. */
export type Mapped = {readonly ids: readonly number[]; readonly hosts: readonly string[]; readonly sum: number};

/** An unchanged ipyparallel.Client of Debian's: it knows nothing but the file. */
const CLIENT = `
import json, sys
import ipyparallel
client = ipyparallel.Client(sys.argv[1], timeout=30)
client.wait_for_engines(int(sys.argv[2]), timeout=60)
view = client.load_balanced_view()
def work(x):
    import socket, time
    time.sleep(0.1)
    return socket.gethostname(), x * x
done = view.map_async(work, range(20), chunksize=1).get(timeout=60)
print(json.dumps({'ids': client.ids, 'hosts': sorted({host for host, _ in done}), 'sum': sum(value for _, value in done)}))
`;

/** Runs map_async over the engines, from the laptop. */
export async function mapOver(connectionFile: string, engines: number): Promise<Mapped> {
	const said = await inHost('laptop', ['/usr/bin/python3', '-c', CLIENT, connectionFile, String(engines)], {
		timeoutMs: 120_000,
	});
	return JSON.parse(linesOf(said).at(-1) ?? '') as Mapped;
}
