/** What is shown of the board. It stands in the address, so that it can be sent on and survives going back. */
import type { LightColour } from '#shared/followups/model.ts';

export type View = 'board' | 'list';
export type Filters = {
	readonly meetingId: string | null;
	readonly unitId: string | null;
	readonly light: Extract<LightColour, 'red' | 'yellow' | 'blue'> | null;
	readonly mine: boolean;
	readonly view: View;
};

const lights = ['red', 'yellow', 'blue'] as const;
const ID = /^[A-Za-z0-9._-]{1,64}$/;

export function filtersFrom(query: Pick<URLSearchParams, 'get'>): Filters {
	const id = (name: string): string | null => {
		const value = query.get(name);
		return value !== null && ID.test(value) ? value : null;
	};
	return {
		meetingId: id('meeting'),
		unitId: id('unit'),
		light: lights.find((one) => one === query.get('light')) ?? null,
		mine: query.get('mine') === '1',
		view: query.get('view') === 'list' ? 'list' : 'board'
	};
}

/** `?meeting=m-3&light=red`; the plain path when nothing is filtered. */
export function addressOf({ meetingId, unitId, light, mine, view }: Filters): string {
	const query = new URLSearchParams({
		...(meetingId !== null && { meeting: meetingId }),
		...(unitId !== null && { unit: unitId }),
		...(light !== null && { light }),
		...(mine && { mine: '1' }),
		...(view === 'list' && { view })
	});
	const text = query.toString();
	return text === '' ? '/followups' : `/followups?${text}`;
}

export function isFiltered({ meetingId, unitId, light, mine }: Filters): boolean {
	return meetingId !== null || unitId !== null || light !== null || mine;
}
