/** For tests: a county whose council has a pool of topics, its people, and one meeting being prepared. */
import { openHouse, TODAY } from '#server/http/house.ts';
import { openMeetings } from '#server/meetings/index.ts';
import { openUnits } from '#server/units/index.ts';
import { readAgenda } from '#shared/agenda/document.ts';
import { unit } from '#shared/units/scene.ts';
import { openTopics } from './index.ts';

export const council = 'c-edu';
const members = ['u-edu', 'u-police', 'u-health', 'u-donghe'];
export const whole = {
	unitId: 'u-school',
	title: '校门口交通安全',
	matter: '上下学时段拥堵',
	facts: '已安排教师值守',
	request: '请增设减速带',
	category: 'safety'
};
export const because = { reason: '事关学生安全' };

/** The domains on some grounds, as the composition root opens them. */
async function openDomains(folder?: string) {
	const house = await openHouse(folder);
	const units = openUnits(house.grounds);
	const meetings = openMeetings(house.grounds, { units });
	openTopics(house.grounds, { units, meetings });
	const agenda = async (id = 'm-1') => {
		await house.grounds.outbox.drained();
		return readAgenda(await house.grounds.sync.read(meetings.documentName(id, 'agenda')));
	};
	return { house, units, meetings, agenda };
}

export async function openScene() {
	const { house, units, meetings, agenda } = await openDomains();
	let close = house.close;
	const by = { person: null, at: TODAY };
	await units.add(
		[
			unit('u-county', 'county', null),
			...members.map((id) => unit(id, id === 'u-donghe' ? 'township' : 'department', 'u-county')),
			unit('u-stranger', 'department', 'u-county'),
			unit('u-school', 'school', 'u-edu')
		],
		by
	);
	await units.found(council, { name: '教育工作联席会议', leadUnitId: 'u-edu', memberUnitIds: members }, by);
	await house.person('convener', 'u-county', { role: 'convener', councilId: council });
	const secretary = await house.person('secretary', 'u-edu', { role: 'secretary', councilId: council });
	await house.person('leader', 'u-county', { role: 'supervising-leader', councilId: council });
	await house.person('observer', 'u-stranger', { role: 'observer', councilId: council });
	await house.person('outsider', 'u-stranger', { role: 'liaison', unitId: 'u-stranger' });
	for (const id of members) await house.person(`of-${id}`, id, { role: 'liaison', unitId: id });
	for (const id of ['teacher', 'colleague'])
		await house.person(id, 'u-school', { role: 'liaison', unitId: 'u-school' });

	const schedule = async (id: string): Promise<void> => {
		const wanted = { id, startsAt: TODAY, agenda: [{ title: '校园供暖', unitId: 'u-edu' }] };
		const scheduled = await meetings.schedule(council, wanted, { person: secretary, at: TODAY });
		if (!scheduled.ok) throw new Error(scheduled.refusal.code);
	};
	await schedule('m-1');

	/** A command over HTTP: its status, and its events or its code. */
	const give = async (who: string | null, path: string, payload: object = {}, key?: string) => {
		const headers = key === undefined ? {} : { 'idempotency-key': key };
		const answer = await house.ask(who, { method: 'POST', url: `/api/${path}`, payload, headers });
		const body = answer.json<{ id?: string; code?: string; fields?: string[]; events?: { type: string }[] }>();
		const told = body.code ?? body.events?.map(({ type }) => type);
		return { status: answer.statusCode, id: body.id ?? '', told, fields: body.fields };
	};
	const topic = async (who: string | null, path: string) => {
		const answer = await house.ask(who, { url: `/api/topics${path}` });
		return { status: answer.statusCode, body: answer.json() };
	};
	const expectTold = async (given: ReturnType<typeof give>, type: string): Promise<void> => {
		const { told } = await given;
		if (told?.[0] !== type) throw new Error(`${type}: ${String(told)}`);
	};
	const draft = async (change: object = {}, who = 'teacher'): Promise<string> =>
		(await give(who, `councils/${council}/draft-topic`, { ...whole, ...change })).id;
	const proposed = async (change: object = {}, who = 'teacher'): Promise<string> => {
		const id = await draft(change, who);
		await expectTold(give(who, `topics/${id}/propose`), 'proposed');
		return id;
	};
	const accepted = async (change: object = {}, who = 'teacher'): Promise<string> => {
		const id = await proposed(change, who);
		await expectTold(give('secretary', `topics/${id}/accept`, because), 'accepted');
		return id;
	};
	const begin = async (): Promise<void> => {
		await give('secretary', 'meetings/m-1/publish');
		await give('convener', 'meetings/m-1/start');
		await give('convener', 'meetings/m-1/next', { from: null });
	};
	const ids = async (who: string, query = ''): Promise<readonly string[]> =>
		(await topic(who, `?${query}`)).body.items.map(({ id }: { id: string }) => id);
	return {
		house,
		meetings,
		schedule,
		begin,
		give,
		topic,
		draft,
		proposed,
		accepted,
		agenda,
		ids,
		/** Opens the folder anew. */
		restart: async () => {
			await house.close();
			const again = await openDomains(house.folder);
			close = again.house.close;
			return again;
		},
		close: async (): Promise<void> => {
			await close();
			house.remove();
		}
	};
}
