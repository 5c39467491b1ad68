/** Values no form sends, in every field: refused in words, and nothing changes. */
import * as encoding from 'lib0/encoding';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { syncFrame } from '#shared/sync/frames.ts';
import { update, value } from '#shared/sync/hostile-updates.ts';
import { signIn, startProduct, type Product } from '../product.ts';
import { AGENDA, bringCrew, converge, writers } from './crew.ts';
import { tell } from './figures.ts';
import { pause } from './wait.ts';

/** Where people type while commands are tried; the drafts' own test has the other. */
const OTHER = 'meeting:m-5:agenda:1';

let product: Product;
beforeAll(async () => {
	product = await startProduct('--demo');
});
afterAll(() => product.remove());

/** As they stand in the body of a request. */
const hostile: readonly string[] = [
	'{"__proto__":{"isAdministrator":true}}',
	'{"constructor":{"prototype":{"isAdministrator":true}}}',
	'"__proto__"',
	`${'['.repeat(50_000)}${']'.repeat(50_000)}`,
	`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
	'1e999',
	'-1e999',
	'NaN',
	'-0',
	'9007199254740993',
	'"\\u0000"',
	'"\\ud800"',
	'"2026-02-30"',
	'"9999999-12-31"',
	'"\'; drop table people; --"',
	`"${'长'.repeat(200_000)}"`,
	'null',
	'[]',
	'{}',
	'true'
];

type Schema = {
	readonly type?: string;
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly anyOf?: readonly Schema[];
	readonly items?: Schema;
	readonly const?: unknown;
	readonly pattern?: string;
	readonly minimum?: number;
};
type Operation = { readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> } };
type Api = { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

/** Something the schema may let pass, so that the field beside it is reached. */
function plain(schema: Schema): unknown {
	if (schema.const !== undefined) return schema.const;
	if (schema.anyOf) return plain(schema.anyOf[0] ?? {});
	switch (schema.type) {
		case 'integer':
		case 'number':
			return schema.minimum ?? 1;
		case 'boolean':
			return true;
		case 'array':
			return [];
		case 'object':
			return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, field]) => [name, plain(field)]));
		case undefined:
			return null;
		default:
			return schema.pattern?.includes('d{4}') === true ? '2026-11-23' : 'x-none';
	}
}

/** Bodies with one hostile field each, and with one field too many. */
function* bodies(schema: Schema): Generator<string> {
	const fields = Object.entries(schema.properties ?? {});
	for (const bad of hostile) {
		for (const [name] of fields) {
			const others = fields.filter(([other]) => other !== name).map(([other, field]) => [other, plain(field)] as const);
			const rest = others.map(([other, good]) => `${JSON.stringify(other)}:${JSON.stringify(good)}`);
			yield `{${[`${JSON.stringify(name)}:${bad}`, ...rest].join(',')}}`;
		}
		yield `{"__proto__":${bad}}`;
		yield bad;
	}
}

test('[R16] hostile values in every field of every command are refused in words', async (context) => {
	const cookies = await Promise.all(['secretary', 'convener', 'admin'].map((account) => signIn(product.url, account)));
	const api = (await (await fetch(`${product.url}/api/openapi.json`)).json()) as Api;
	const crew = await bringCrew(product, product.url, { size: 2, seed: 16, name: OTHER });
	context.onTestFinished(() => crew.end());
	crew.type(200);
	const faults: string[] = [];
	let asked = 0;
	const statuses = new Map<number, number>();
	for (const [path, operations] of Object.entries(api.paths)) {
		const schema = operations['post']?.requestBody?.content['application/json']?.schema;
		// A setup done is done; the sign-in counts its guesses.
		if (!schema || path === '/api/setup' || path === '/api/session') continue;
		const url = `${product.url}${path.replace('{id}', path.includes('meetings') ? 'm-5' : 'x-none')}`;
		const cookie = cookies[path.startsWith('/api/people') || path.startsWith('/api/units') ? 2 : asked % 2] ?? '';
		for (const body of bodies(schema)) {
			asked += 1;
			const headers = { cookie, 'content-type': 'application/json', origin: product.url };
			const { status } = await fetch(url, { method: 'POST', headers, body });
			statuses.set(status, (statuses.get(status) ?? 0) + 1);
			if (status >= 500) faults.push(`${path} ${status} ${body.slice(0, 120)}`);
		}
	}
	const list = [...statuses].map(([status, count]) => `${status}×${count}`).join(' ');
	const { lost, doubled } = await converge(product, crew, { name: OTHER });
	tell(context, { requests: asked, faults: faults.length, statuses: list, keys: crew.keys, lost: lost.length });
	expect(faults).toEqual([]);
	expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
	expect(asked).toBeGreaterThan(1000);
	expect(product.output()).not.toContain('"level":50');
});

type Write = (encoder: encoding.Encoder) => void;
const any =
	(kind: number, rest: Write = () => undefined): Write =>
	(encoder) => {
		encoding.writeUint8(encoder, kind);
		rest(encoder);
	};
const object = (key: string): Write =>
	any(118, (encoder) => {
		encoding.writeVarUint(encoder, 1);
		encoding.writeVarString(encoder, key);
		encoding.writeUint8(encoder, 126);
	});

/** As Yjs would read them: the kinds of lib0's "any". */
const values: Readonly<Record<string, Write>> = {
	'not a number': any(123, (encoder) => encoding.writeFloat64(encoder, Number.NaN)),
	infinity: any(124, (encoder) => encoding.writeFloat32(encoder, Infinity)),
	'big integer': any(122, (encoder) => encoding.writeBigInt64(encoder, 1n)),
	bytes: any(116, (encoder) => encoding.writeVarUint8Array(encoder, Uint8Array.of(1))),
	'no kind': any(99),
	['__proto__']: object('__proto__'),
	constructor: object('constructor'),
	prototype: object('prototype'),
	'a long key': object('k'.repeat(300)),
	'depth 40': (encoder) => {
		for (let level = 0; level < 40; level++) {
			encoding.writeUint8(encoder, 117);
			encoding.writeVarUint(encoder, 1);
		}
		encoding.writeUint8(encoder, 126);
	}
};

/** In a list, in a field of a map in it, as the name of such a field. */
const places: Readonly<Record<string, (client: number, write: Write) => Uint8Array>> = {
	'in a list': value,
	'in a field': (client, write) =>
		update({
			client,
			count: 2,
			write: (encoder) => {
				encoding.writeUint8(encoder, 7);
				encoding.writeVarUint(encoder, 1);
				encoding.writeVarString(encoder, 'items');
				encoding.writeVarUint(encoder, 1);
				// with a name, in the item before
				encoding.writeUint8(encoder, 8 | 0x20);
				for (const number of [0, client, 0]) encoding.writeVarUint(encoder, number);
				encoding.writeVarString(encoder, 'title');
				encoding.writeVarUint(encoder, 1);
				write(encoder);
			}
		})
};

test('[R16] hostile values in drafts are refused with 4400 and change nothing', async (context) => {
	const cookies = await Promise.all(
		[...writers, 'member-gov', 'member-housing', 'member-transport'].map((account) => signIn(product.url, account))
	);
	// Nobody of those who mean harm; one client of each kind.
	const crew = await bringCrew(product, product.url, { size: 2, seed: 16, accounts: ['secretary'] });
	context.onTestFinished(() => crew.end());
	crew.type(50);
	await pause(500);
	const { text: before } = await converge(product, crew);
	const taken: string[] = [];
	let tried = 0;
	for (const [where, place] of Object.entries(places)) {
		for (const [what, write] of Object.entries(values)) {
			const socket = new WebSocket(`${product.url.replace('http', 'ws')}/sync/${AGENDA}`, {
				headers: { cookie: cookies[tried % cookies.length] ?? '', origin: product.url }
			});
			const code = new Promise<number>((resolve) => void socket.on('close', resolve));
			await new Promise((resolve) => void socket.on('open', resolve));
			socket.send(syncFrame('update', place(1000 + tried, write)));
			tried += 1;
			const closed = await Promise.race([code, pause(1000)]);
			if (closed !== 4400) taken.push(`${what} ${where}: ${closed ?? 'taken'}`);
			socket.terminate();
		}
	}
	const { text: after } = await converge(product, crew);
	crew.type(50);
	await pause(500);
	const { lost, doubled } = await converge(product, crew);
	tell(context, { values: tried, taken: taken.length, keys: crew.keys, lost: lost.length });
	expect(taken).toEqual([]);
	expect(after).toBe(before);
	expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
});
