/**
 * The first run: a one-time link (30 minutes) printed at the start lets one person name the county, become its
 * administrator and paste its units. Once anybody exists the door stays shut.
 */
import { Type } from 'typebox';
import { refuse, type Result } from '#shared/foundation/result.ts';
import type { Grounds } from '#server/grounds.ts';
import { sendRefusal } from '#server/http/app.ts';
import { checker } from '#server/live/doors.ts';

const body = Type.Object(
	{
		token: Type.String({ minLength: 1, maxLength: 100 }),
		county: Type.String({ minLength: 1, maxLength: 60 }),
		account: Type.String({ pattern: '^[A-Za-z0-9._-]{2,64}$' }),
		name: Type.String({ minLength: 1, maxLength: 60 }),
		password: Type.String({ minLength: 1, maxLength: 256 }),
		/** Rows of a spreadsheet: name, kind, parent, short name. */
		units: Type.String({ maxLength: 500_000 }),
		demo: Type.Boolean()
	},
	{ additionalProperties: false }
);

export type SetupNeeds = {
	/** Founds the county and adds the pasted units, all or none; answers the county's unit. */
	readonly foundCounty: (county: string, rows: string, at: number) => Promise<Result<{ readonly rootId: string }>>;
	readonly demonstrate: () => Promise<boolean>;
};

export type Setup = {
	/** The address to print, or null when somebody exists already. */
	link(url: string): Promise<string | null>;
};

export function openSetup({ fastify, auth, clock, newId, config }: Grounds, needs: SetupNeeds): Setup {
	const check = checker(body);
	const limit = { config: { rateLimit: { max: 30, timeWindow: '1 minute' } } };
	let underWay = false;

	const setUp = async (asked: unknown): Promise<Result<unknown>> => {
		const checked = check(asked);
		if (!checked.ok) return checked;
		const { token, county, units, demo, ...administrator } = checked.value;
		const link = await auth.checkFirstLink(token);
		if (!link.ok) return link;
		if (administrator.password.length < 8 || administrator.password === administrator.account) {
			return refuse('weak-password', undefined, ['password']);
		}
		if (demo) await needs.demonstrate();
		const founded = demo
			? { ok: true as const, value: { rootId: 'u-county' } }
			: await needs.foundCounty(county, units, clock());
		if (!founded.ok) return founded;
		return auth.add([
			{ ...administrator, id: newId(), unitId: founded.value.rootId, post: '', holdings: [{ role: 'administrator' }] }
		]);
	};

	fastify.get<{ Querystring: { token?: string } }>(
		'/api/setup',
		{ schema: { tags: ['setup'], querystring: Type.Object({ token: Type.String() }) }, ...limit },
		async (request, reply) => {
			const link = await auth.checkFirstLink(request.query.token ?? '');
			return link.ok ? { ok: true } : sendRefusal(request, reply, link.refusal);
		}
	);

	fastify.post('/api/setup', { schema: { tags: ['setup'], body }, ...limit }, async (request, reply) => {
		// Two at once with the same link: one of them is the first.
		if (underWay) return sendRefusal(request, reply, refuse('already-set-up').refusal);
		underWay = true;
		try {
			const done = await setUp(request.body);
			return done.ok ? { ok: true } : sendRefusal(request, reply, done.refusal);
		} finally {
			underWay = false;
		}
	});

	return {
		link: async (url) =>
			(await auth.anybody()) ? null : `${config.publicUrl || url}/setup?token=${await auth.firstLink()}`
	};
}
