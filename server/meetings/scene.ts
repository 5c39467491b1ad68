/** For tests: a county with one council of five units, its people, and one meeting of it. */
import { openHouse, TODAY, type House } from '#server/http/house.ts';
import { openUnits } from '#server/units/index.ts';
import { unit } from '#shared/units/scene.ts';
import { openMeetings } from './index.ts';

export const council = 'c-edu';
export const members = ['u-edu', 'u-finance', 'u-police', 'u-health', 'u-donghe'];

export type Scene = Awaited<ReturnType<typeof openScene>>;

export function openDomains(house: House) {
	const units = openUnits(house.grounds);
	return { units, meetings: openMeetings(house.grounds, { units }) };
}

export async function openScene() {
	const house = await openHouse();
	const domains = openDomains(house);
	const { units, meetings } = domains;
	const by = { person: null, at: TODAY };
	await units.add(
		[
			unit('u-county', 'county', null),
			...members.map((id) => unit(id, id === 'u-donghe' ? 'township' : 'department', 'u-county')),
			unit('u-guest', 'department', 'u-county'),
			unit('u-stranger', 'department', 'u-county')
		],
		by
	);
	await units.found(council, { name: '教育工作联席会议', leadUnitId: 'u-edu', memberUnitIds: members }, by);
	await house.person('convener', 'u-county', { role: 'convener', councilId: council });
	await house.person('deputy', 'u-edu', { role: 'deputy', councilId: council }, { role: 'member', unitId: 'u-edu' });
	const secretary = await house.person('secretary', 'u-edu', { role: 'secretary', councilId: council });
	await house.person('leader', 'u-county', { role: 'supervising-leader', councilId: council });
	await house.person('observer', 'u-stranger', { role: 'observer', councilId: council });
	await house.person('outsider', 'u-stranger', { role: 'liaison', unitId: 'u-stranger' });
	for (const id of [...members, 'u-guest']) await house.person(`of-${id}`, id, { role: 'liaison', unitId: id });

	const wanted = {
		startsAt: TODAY,
		plannedMinutes: 60,
		agenda: [
			{ title: '校园安全', unitId: 'u-police', minutes: 20 },
			{ title: '资金拨付', unitId: 'u-finance', minutes: 15 },
			{ title: '学位预测', unitId: 'u-edu', minutes: 10 }
		]
	};
	const schedule = async (id: string): Promise<void> => {
		const scheduled = await meetings.schedule(council, { ...wanted, id }, { person: secretary, at: TODAY });
		if (!scheduled.ok) throw new Error(scheduled.refusal.code);
	};
	await schedule('m-1');

	/** A command over HTTP: its status, and its events or its code. */
	const give = async (who: string | null, verb: string, payload: object = {}, id = 'm-1') => {
		const url = `/api/${verb.includes('/') ? verb.replace('/', `/${id}/`) : `meetings/${id}/${verb}`}`;
		const answer = await house.ask(who, { method: 'POST', url, payload });
		const body = answer.json<{ code?: string; events?: { type: string }[]; id?: string }>();
		return { status: answer.statusCode, told: body.code ?? body.events?.map(({ type }) => type), id: body.id };
	};
	const read = async (who: string, path = '', id = 'm-1') =>
		(await house.ask(who, { url: `/api/meetings/${id}${path}` })).json();

	/** Published, started by the convener, the first item on the table. */
	const begin = async (id = 'm-1'): Promise<void> => {
		await give('secretary', 'publish', {}, id);
		await give('convener', 'start', {}, id);
		await give('convener', 'next', { from: null }, id);
	};

	return { house, ...domains, secretary, schedule, begin, give, read };
}

export async function openLiveScene(): Promise<Scene> {
	const scene = await openScene();
	await scene.begin();
	return scene;
}

export async function closeScene({ house }: Scene): Promise<void> {
	await house.close();
	house.remove();
}
