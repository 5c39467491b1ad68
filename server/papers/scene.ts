/** For tests: a council with a meeting being prepared, its people, and files as programs write them. */
import { createHash } from 'node:crypto';
import { openAgenda } from '#server/agenda/index.ts';
import { openDecisions } from '#server/decisions/index.ts';
import { openFollowups } from '#server/followups/index.ts';
import { openHouse, TODAY } from '#server/http/house.ts';
import { openMeetings } from '#server/meetings/index.ts';
import { openTopics } from '#server/topics/index.ts';
import { openUnits } from '#server/units/index.ts';
import { unit } from '#shared/units/scene.ts';
import { openPapers } from './index.ts';

const council = 'c-edu';
const members = ['u-edu', 'u-police', 'u-health'];
const DAY = 86_400_000;

export const pdf = (text = 'one'): Buffer => Buffer.from(`%PDF-1.7\n${text}\n%%EOF\n`);
export const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** A zip with these names and nothing in them. */
export function zip(...names: readonly string[]): Buffer {
	const entries = names.map((name) => {
		const head = Buffer.alloc(30);
		head.writeUInt32LE(0x04034b50, 0);
		head.writeUInt16LE(Buffer.byteLength(name), 26);
		return Buffer.concat([head, Buffer.from(name)]);
	});
	const directory = names.map((name) => {
		const head = Buffer.alloc(46);
		head.writeUInt32LE(0x02014b50, 0);
		head.writeUInt16LE(Buffer.byteLength(name), 28);
		// A bomb says that it grows to 4 GB.
		head.writeUInt32LE(0xfffffffe, 24);
		return Buffer.concat([head, Buffer.from(name)]);
	});
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt32LE(Buffer.concat(directory).length, 12);
	end.writeUInt32LE(Buffer.concat(entries).length, 16);
	return Buffer.concat([...entries, ...directory, end]);
}

async function openDomains(folder?: string) {
	const house = await openHouse(folder);
	const units = openUnits(house.grounds);
	const meetings = openMeetings(house.grounds, { units });
	const topics = openTopics(house.grounds, { units, meetings });
	const councils = { council: units.council, councils: units.councils, units: units.all };
	const decisions = openDecisions(house.grounds, { meetings, councils });
	const followups = openFollowups(house.grounds, { councils });
	const agenda = openAgenda(house.grounds, { meetings, units, decisions, followups });
	const papers = openPapers(house.grounds, { units, meetings, topics, agenda });
	return { house, units, meetings, papers };
}

type Place = { readonly meetingId: string; readonly itemId: string } | { readonly topicId: string };

export async function openScene() {
	let { house, units, meetings, papers } = await openDomains();
	const by = { person: null, at: TODAY };
	await units.add(
		[
			unit('u-county', 'county', null),
			...members.map((id) => unit(id, 'department', 'u-county')),
			unit('u-stranger', 'department', 'u-county'),
			unit('u-school', 'school', 'u-edu')
		],
		by
	);
	await units.found(council, { name: '教育工作联席会议', leadUnitId: 'u-edu', memberUnitIds: members }, by);
	await house.person('convener', 'u-county', { role: 'convener', councilId: council });
	const secretary = await house.person('secretary', 'u-edu', { role: 'secretary', councilId: council });
	await house.person('outsider', 'u-stranger', { role: 'liaison', unitId: 'u-stranger' });
	await house.person('teacher', 'u-school', { role: 'liaison', unitId: 'u-school' });
	for (const id of members) await house.person(id.slice(2), id, { role: 'liaison', unitId: id });
	const agenda = [
		{ title: '校园安全', unitId: 'u-police' },
		{ title: '学生体检', unitId: 'u-health' }
	];
	// A Monday, and the Friday before it is a working day.
	const startsAt = TODAY + 7 * DAY;
	const schedule = async (id: string, items: typeof agenda = []): Promise<void> => {
		const wanted = { id, startsAt, agenda: items };
		const scheduled = await meetings.schedule(council, wanted, { person: secretary, at: TODAY });
		if (!scheduled.ok) throw new Error(scheduled.refusal.code);
	};
	await schedule('m-1', agenda);
	const [first, second] = (await meetings.agenda('m-1')).map(({ id }) => id);
	const items = { police: first ?? '', health: second ?? '' };
	let uploads = 0;

	const read = async (who: string | null, url: string, headers: Record<string, string> = {}) =>
		house.ask(who, { url: `/api/${url}`, headers });
	/** Sends a piece; answers the status and what was told. */
	const piece = async (
		who: string | null,
		upload: string,
		bytes: Buffer,
		{ at = 0, of = bytes.length, name = '方案.pdf', headers = {}, ...place }: PieceOptions = {}
	) => {
		const where = 'meetingId' in place || 'topicId' in place || 'paperId' in place ? place : atPolice;
		const query = new URLSearchParams({ at: String(at), of: String(of), name, ...where });
		const answer = await house.ask(who, {
			method: 'PUT',
			url: `/api/papers/uploads/${upload}?${query}`,
			payload: bytes,
			headers: { 'content-type': 'application/octet-stream', ...headers }
		});
		return { status: answer.statusCode, ...answer.json<{ at?: number; code?: string; params?: { at?: number } }>() };
	};
	const atPolice = { meetingId: 'm-1', itemId: items.police };
	const give = async (who: string | null, path: string, payload: object = {}, key?: string) => {
		const headers = key === undefined ? {} : { 'idempotency-key': key };
		const answer = await house.ask(who, { method: 'POST', url: `/api/${path}`, payload, headers });
		const body = answer.json<{ id?: string; code?: string; fields?: string[] }>();
		return { status: answer.statusCode, id: body.id ?? '', code: body.code, fields: body.fields };
	};
	/** Uploads and hands in; the upload is named so that it can be sent again. */
	const hand = async (who: string, bytes: Buffer, change: Handing = {}) => {
		const {
			name = '方案.pdf',
			place = atPolice,
			paperId,
			upload = `upload-of-test-${(uploads += 1)}`,
			...rest
		} = change;
		const sent = await piece(who, upload, bytes, { name, ...(paperId === undefined ? place : { paperId }) });
		if (sent.status !== 200) return { status: sent.status, id: '', code: sent.code, upload };
		const body = { upload, name, bytes: bytes.length, confirmed: true, ...rest };
		if (paperId !== undefined) return { ...(await give(who, `papers/${paperId}/add-version`, body)), upload };
		const path = 'topicId' in place ? `topics/${place.topicId}` : `meetings/${place.meetingId}`;
		const item = 'itemId' in place ? { itemId: place.itemId } : {};
		return { ...(await give(who, `${path}/add-paper`, { ...body, ...item })), upload };
	};
	const listed = async (who: string, path = 'meetings/m-1') => (await read(who, `${path}/papers`)).json();
	/** Names of the papers somebody sees in the meeting. */
	const names = async (who: string): Promise<readonly string[]> => {
		const { items: rows = [] } = await listed(who);
		return rows.flatMap((row: { papers: { versions: { name: string }[] }[] }) =>
			row.papers.map(({ versions }) => versions.at(-1)?.name ?? '')
		);
	};

	return {
		house: () => house,
		papers: () => papers,
		takeFromAgenda: (itemId: string): Promise<void> => meetings.takeFromAgenda('m-1', itemId),
		items,
		/** Another meeting that is being prepared, with nothing on its agenda. */
		schedule: (id: string) => schedule(id),
		atPolice,
		startsAt,
		read,
		piece,
		give,
		hand,
		listed,
		names,
		/** Opens the folder anew. */
		restart: async (): Promise<void> => {
			await house.close();
			({ house, units, meetings, papers } = await openDomains(house.folder));
		},
		close: async (): Promise<void> => {
			await house.close();
			house.remove();
		}
	};
}

type PieceOptions = {
	readonly at?: number;
	readonly of?: number;
	readonly name?: string;
	readonly headers?: Record<string, string>;
	readonly meetingId?: string;
	readonly itemId?: string;
	readonly topicId?: string;
	readonly paperId?: string;
};
type Handing = {
	readonly name?: string;
	readonly place?: Place;
	readonly paperId?: string;
	readonly upload?: string;
	readonly level?: string;
	readonly confirmed?: boolean;
	readonly readerUnitIds?: readonly string[];
	readonly readerPersonIds?: readonly string[];
};
