import { request } from 'node:http';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appendBlocks } from '#shared/minutes/document.ts';
import { openHouse, TODAY, type House } from '#server/http/house.ts';
import { openMeetings, type Meetings } from '#server/meetings/index.ts';
import { openUnits } from '#server/units/index.ts';
import { openMinutes } from './index.ts';
import { MOST_BYTES, openPictures, pictureType } from './pictures.ts';

const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(200, 7)]);
const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');

let house: House;
let meetings: Meetings;
let address: string;
beforeAll(async () => {
	house = await openHouse();
	const units = openUnits(house.grounds);
	meetings = openMeetings(house.grounds, { units });
	openMinutes(house.grounds, { meetings });
	const by = { person: null, at: TODAY };
	const unit = (id: string, parentId: string | null) => ({ id, name: id, shortName: id, parentId, successorId: null });
	await units.add(
		[
			{ ...unit('u-county', null), kind: 'county' },
			{ ...unit('u-edu', 'u-county'), kind: 'department' }
		],
		by
	);
	await units.found('c-1', { name: '联席会议', leadUnitId: 'u-edu', memberUnitIds: ['u-edu'] }, by);
	const secretary = await house.person('secretary', 'u-edu', { role: 'secretary', councilId: 'c-1' });
	await house.person('liaison', 'u-edu', { role: 'liaison', unitId: 'u-edu' });
	await house.person('outsider', 'u-county');
	address = await house.listen();
	for (const id of ['m-1', 'm-2'])
		await meetings.schedule('c-1', { id, startsAt: TODAY }, { person: secretary, at: TODAY });
});
afterAll(async () => {
	await house.close();
	house.remove();
});

const BOUNDARY = 'xxBOUNDARYxx';
const tick = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="confirmed"\r\n\r\nyes\r\n`;
const envelope = (file: Buffer, name = 'a.png', before = tick): Buffer =>
	Buffer.concat([
		Buffer.from(
			`${before}--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: image/png\r\n\r\n`
		),
		file,
		Buffer.from(`\r\n--${BOUNDARY}--\r\n`)
	]);
const upload = (who: string | null, file: Buffer, meetingId = 'm-1') =>
	house.ask(who, {
		method: 'POST',
		url: `/api/meetings/${meetingId}/files`,
		payload: envelope(file),
		headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` }
	});
const stored = (): string[] =>
	readdirSync(join(house.folder, 'files'), { recursive: true, encoding: 'utf8' }).filter((name) => name.length > 2);

describe('uploading a picture', () => {
	test('[N5] it is kept once, shown inline to whoever reads the minutes, and never guessed at', async () => {
		const answer = await upload('secretary', png);
		expect(answer.statusCode).toBe(201);
		const { url, id } = answer.json();
		expect((await upload('secretary', png)).json()).toEqual(answer.json());
		expect((await upload('secretary', png, 'm-2')).json().id).not.toBe(id);
		expect(stored()).toHaveLength(1);
		const shown = await house.ask('liaison', { url });
		expect(shown.rawPayload.equals(png)).toBe(true);
		expect(shown.headers).toMatchObject({
			'content-type': 'image/png',
			'content-disposition': 'inline',
			'x-content-type-options': 'nosniff',
			'cache-control': 'private, max-age=31536000, immutable',
			'content-security-policy': "default-src 'none'; sandbox"
		});
		const again = await house.ask('liaison', { url, headers: { 'if-none-match': String(shown.headers['etag']) } });
		expect(again.statusCode).toBe(304);
	});

	test.each([
		['outsider', 403],
		[null, 401]
	])('[N5] %s does not see it: %i', async (who, status) => {
		const { url } = (await upload('secretary', png)).json();
		expect((await house.ask(who, { url })).statusCode).toBe(status);
		expect((await house.ask(who, { url: '/api/files/f-none' })).statusCode).toBe(who === null ? 401 : 404);
	});

	const files = { picture: png, script: svg, scrap: Buffer.from('GIF'), nothing: Buffer.alloc(0) } as const;
	test.each<[string | null, keyof typeof files, string, number, string]>([
		['liaison', 'picture', 'm-1', 403, 'not-allowed'],
		['outsider', 'picture', 'm-1', 403, 'not-allowed'],
		[null, 'picture', 'm-1', 401, 'not-signed-in'],
		['secretary', 'picture', 'm-none', 404, 'not-found'],
		['secretary', 'script', 'm-1', 422, 'not-a-picture'],
		['secretary', 'scrap', 'm-1', 422, 'not-a-picture'],
		['secretary', 'nothing', 'm-1', 422, 'not-a-picture']
	])('[N6] %s sends %s to %s: %i %s', async (...given) => {
		const [who, file, meetingId, status, code] = given;
		const before = stored();
		const answer = await upload(who, files[file], meetingId);
		expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
		expect(stored()).toEqual(before);
	});

	test('[N5] without the tick that nothing is classified it is refused, and nothing of it stays; with it, the tick is in the book', async () => {
		const before = stored();
		const headers = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };
		const payload = envelope(Buffer.concat([png, Buffer.from('other')]), 'a.png', '');
		const answer = await house.ask('secretary', { method: 'POST', url: '/api/meetings/m-1/files', payload, headers });
		expect(answer.json()).toMatchObject({ status: 422, code: 'paper-unconfirmed' });
		expect(stored()).toEqual(before);
		const { id } = (await upload('secretary', png)).json();
		expect(house.grounds.storage.facts(`files:${id}`)[0]?.payload).toMatchObject({ confirmed: true });
	});

	test('[N6] what is no multipart is refused', async () => {
		const answer = await house.ask('secretary', {
			method: 'POST',
			url: '/api/meetings/m-1/files',
			payload: { file: 'x' }
		});
		expect([answer.statusCode, answer.json().code]).toEqual([400, 'bad-request']);
	});

	test('[N6] a body that ends in the middle is refused, and nothing of it stays', async () => {
		const before = stored();
		for (const [payload, type] of [
			[envelope(png).subarray(0, -20), `multipart/form-data; boundary=${BOUNDARY}`],
			[envelope(png), 'multipart/form-data']
		] as const) {
			const headers = { 'content-type': type };
			const answer = await house.ask('secretary', { method: 'POST', url: '/api/meetings/m-1/files', payload, headers });
			expect(answer.json()).toMatchObject({ status: 400, code: 'bad-request' });
		}
		expect(stored()).toEqual(before);
	});

	test('[N7] a picture of 10 MB is taken, one byte more is not', async () => {
		const largest = Buffer.concat([png, Buffer.alloc(MOST_BYTES - png.length, 1)]);
		expect((await upload('secretary', largest)).statusCode).toBe(201);
		const before = stored();
		const answer = await upload('secretary', Buffer.concat([largest, Buffer.alloc(1)]));
		expect([answer.statusCode, answer.json().code]).toEqual([413, 'too-large']);
		expect(stored()).toEqual(before);
	});
});

/** Sends 50 MB for real, saying their length before or not, until the server has answered. */
async function sendLarge(
	to: string,
	headers: Record<string, string>
): Promise<{ status: number; body: string; sent: number }> {
	const chunk = Buffer.alloc(256 * 1024, 1);
	let sent = 0;
	return new Promise((resolve, reject) => {
		const asked = request(`${to}/api/meetings/m-1/files`, {
			method: 'POST',
			headers: { ...headers, 'content-type': `multipart/form-data; boundary=${BOUNDARY}` }
		});
		asked.on('response', (response) => {
			let body = '';
			response.on('data', (part: Buffer) => (body += part.toString()));
			response.on('end', () => {
				resolve({ status: response.statusCode ?? 0, body, sent });
				asked.destroy();
			});
		});
		asked.on('error', reject);
		asked.write(envelope(png).subarray(0, -BOUNDARY.length - 8));
		const more = (): void => {
			if (asked.destroyed || sent >= 50 * 1024 * 1024) return void asked.end();
			sent += chunk.length;
			if (asked.write(chunk)) setImmediate(more);
			else asked.once('drain', more);
		};
		more();
	});
}

describe('a picture of 50 MB', () => {
	test.each([
		['said in advance', { 'content-length': String(50 * 1024 * 1024 + 400) }],
		['found while it streams', {}]
	])('[N7] is refused with 413 and nothing is stored: %s', async (_, headers) => {
		const cookie = await house.cookieOf('secretary');
		const before = stored();
		const { status, body } = await sendLarge(address, { ...headers, cookie });
		expect([status, (JSON.parse(body) as { code: string }).code]).toEqual([413, 'too-large']);
		expect(stored()).toEqual(before);
		expect((await house.ask('secretary', { url: '/api/meetings/m-1' })).statusCode).toBe(200);
	});
});

test.each([
	['89504e470d0a1a0a00', 'image/png'],
	['ffd8ffe000', 'image/jpeg'],
	['474946383961', 'image/gif'],
	['52494646000000005745425056503820', 'image/webp'],
	['52494646000000005741564500000000', null],
	['3c737667', null],
	['', null]
])('[N6] bytes %s are %s', (hex, type) => {
	expect(pictureType(Buffer.from(hex, 'hex'))).toBe(type);
});

test('[N6] what a killed process left half received is gone at the next start', () => {
	const folder = join(house.folder, 'files-of-another');
	openPictures(folder, () => 'x');
	writeFileSync(join(folder, 'half.part'), png);
	openPictures(folder, () => 'x');
	expect(readdirSync(folder)).toEqual([]);
});

test('[N6] the type is told by the first bytes even when they come one by one', async () => {
	const pictures = openPictures(join(house.folder, 'files'), () => 'one-by-one');
	const bytes = [...png].map((byte) => Buffer.from([byte]));
	expect(await pictures.keep(Readable.from(bytes))).toMatchObject({ type: 'image/png', bytes: png.length });
});

test('[N1] the draft is read with its words, headings and pictures', async () => {
	await house.grounds.sync.edit(meetings.documentName('m-1', 'minutes'), (doc) =>
		appendBlocks(doc, [
			{ kind: 'heading', level: 1, text: '一、校园安全' },
			{ kind: 'paragraph', text: '会议听取了汇报。' }
		])
	);
	const answer = await house.ask('liaison', { url: '/api/meetings/m-1/minutes' });
	expect(answer.json()).toMatchObject({
		document: 'meeting:m-1:minutes:1',
		sealed: false,
		text: '一、校园安全\n会议听取了汇报。',
		outline: [{ level: 1, text: '一、校园安全' }]
	});
	expect((await house.ask('outsider', { url: '/api/meetings/m-1/minutes' })).statusCode).toBe(403);
});
