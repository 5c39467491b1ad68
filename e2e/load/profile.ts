/** Where the time of a profiled server went: `--profile FOLDER` has Node write one, this reads it. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The parts of a `.cpuprofile` that are looked at. */
export type Profile = {
	readonly nodes: readonly {
		readonly id: number;
		readonly callFrame: { readonly functionName: string; readonly url: string };
	}[];
	readonly samples: readonly number[];
	readonly timeDeltas: readonly number[];
};

export type Spent = { readonly what: string; readonly ms: number; readonly share: number };

/** Time at rest is nobody's. */
const RESTING: ReadonlySet<string> = new Set(['(idle)', '(root)']);

/** Self time by function, the most first; shares are of the time not at rest. Pure. */
export function spent({ nodes, samples, timeDeltas }: Profile): readonly Spent[] {
	const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
	const times = new Map<string, number>();
	for (const [index, id] of samples.entries()) {
		const what = names.get(id) ?? '';
		times.set(what, (times.get(what) ?? 0) + (timeDeltas[index] ?? 0) / 1000);
	}
	const busy = [...times].filter(([what]) => !RESTING.has(what));
	const all = busy.reduce((sum, [, ms]) => sum + ms, 0);
	return busy.map(([what, ms]) => ({ what, ms, share: ms / all })).toSorted((one, other) => other.ms - one.ms);
}

function nameOf({ functionName, url }: Profile['nodes'][number]['callFrame']): string {
	const file = url.replace(/^file:\/\//, '').replace(/^.*\/(node_modules|server|shared)\//, '$1/');
	return file === '' ? functionName : `${functionName || '(anonymous)'} ${file}`;
}

/** The busiest thread of the last process that wrote into the folder, said in lines. */
export function readProfile(folder: string, lines = 20): string {
	const files = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
	const newest = files.toSorted((one, other) => changed(folder, other) - changed(folder, one))[0];
	if (newest === undefined) return `no profile in ${folder}`;
	const pid = newest.split('.')[3];
	const profiles = files
		.filter((name) => name.split('.')[3] === pid)
		.map((name) => ({ name, times: spent(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Profile) })); // Node wrote it
	const busyness = (times: readonly Spent[]): number => times.reduce((sum, { ms }) => sum + ms, 0);
	const busiest = profiles.toSorted((one, other) => busyness(other.times) - busyness(one.times))[0];
	const rows = (busiest?.times ?? [])
		.slice(0, lines)
		.map(
			({ what, ms, share }) => `${(share * 100).toFixed(1).padStart(5)} %  ${ms.toFixed(0).padStart(6)} ms  ${what}`
		);
	return [`${busiest?.name ?? ''}, self time while not idle:`, ...rows].join('\n');
}

const changed = (folder: string, name: string): number => statSync(join(folder, name)).mtimeMs;
