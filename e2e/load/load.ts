/** What every workload is told. */
import type { Manner } from './subjects.ts';

export type Load = {
	readonly clients: number;
	readonly seconds: number;
	readonly manner: Manner;
	readonly processes: number;
};
