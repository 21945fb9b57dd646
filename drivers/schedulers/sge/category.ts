/** A value of the resource list in a category: `-l h_rt=1800,h_vmem=4G -pe smp 2`. */
export function requestedOf(category: string, resource: string): string | null {
	const [, resources = ''] = /(?:^| )-l (\S+)/.exec(category) ?? [];
	const found = resources.split(',').find(pair => pair.startsWith(`${resource}=`));
	return found?.slice(resource.length + 1) ?? null;
}
