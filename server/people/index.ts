/** People and the roles they hold, kept by the administrator. Accounts themselves are the auth ground's. */
import type { Holding, Person } from '#shared/auth/model.ts';
import { done, refuse, type Result } from '#shared/foundation/result.ts';
import { peopleSchemas } from '#shared/people/commands.ts';
import { keepsAnAdministrator, soundRoles, type PeopleFacts } from '#shared/people/decide.ts';
import { Type } from 'typebox';
import type { Grounds } from '#server/grounds.ts';
import { openBook, type By } from '#server/storage/book.ts';

export type PeopleOthers = {
	readonly units: { unitIds(): readonly string[]; councils(): readonly { readonly id: string }[] };
};

type About = { readonly name: string; readonly unitId: string; readonly post: string };
type PeopleEvent =
	| ({
			readonly type: 'enrolled';
			readonly account: string;
			readonly holdings: readonly Holding[];
			readonly at: number;
	  } & About)
	| ({ readonly type: 'changed'; readonly holdings: readonly Holding[] } & About)
	| { readonly type: 'password-reset' }
	| { readonly type: 'left'; readonly at: number };

export function openPeople({ storage, auth, doors }: Grounds, { units }: PeopleOthers): void {
	/** The tables are the state; the book is the record of who changed what. */
	const book = openBook<null, PeopleEvent>(storage, {
		domain: 'people',
		empty: () => null,
		apply: () => null,
		rows: (id, event) => {
			switch (event.type) {
				case 'enrolled': {
					const { account, name, unitId, post, holdings, at } = event;
					return auth.changes.add({
						person: { id, account, name, unitId, post, passwordHash: null, createdAt: at },
						holdings
					});
				}
				case 'changed':
					return [...auth.changes.describe(id, event), ...auth.changes.hold(id, event.holdings)];
				case 'left':
					return auth.changes.end(id, event.at);
				case 'password-reset':
					return [];
			}
		}
	});
	const factsNow = async (): Promise<PeopleFacts> => ({
		unitIds: new Set(units.unitIds()),
		councilIds: new Set(units.councils().map(({ id }) => id)),
		administratorIds: await auth.administratorIds()
	});
	const record = async (id: string, by: By, event: PeopleEvent): Promise<Result<{ seq: number; id: string }>> => {
		const told = await book.command(id, by, () => done([event]));
		return told.ok ? done({ seq: told.value.seq, id }) : told;
	};
	/** Refuses an id of nobody before the judge is asked. */
	const known = async (id: string): Promise<Result<Person>> => {
		const person = await auth.person(id);
		return person ? done(person) : refuse('not-found');
	};
	const weak = (account: string, password: string): boolean => password.length < 8 || password === account;
	const administer = { may: 'people.administer', of: () => ({}) } as const;
	const repeats = ({ person, key }: By): boolean =>
		person !== null && key !== undefined && storage.request(person.id, key) !== null;
	/**
	 * One after the other: whether an account is free, and who the last administrator is, is asked before it is recorded,
	 * and the answer must still hold then.
	 */
	let turn: Promise<unknown> = Promise.resolve();
	const inTurn =
		<Asked, Answer>(run: (asked: Asked) => Promise<Answer>) =>
		(asked: Asked): Promise<Answer> => {
			const mine = turn.then(() => run(asked));
			turn = mine.catch(() => undefined); // a fault is the asker's; the next in line goes on
			return mine;
		};

	doors.get({
		url: '/api/people',
		...administer,
		summary: 'Everybody with an account, and the roles they hold.',
		query: Type.Object({ unitId: Type.Optional(Type.String()) }),
		run: async ({ query: { unitId } }) => {
			const items = await (unitId === undefined ? auth.everybody() : auth.people('unit_id', [unitId]));
			return done({ items, next: null });
		}
	});
	doors.command({
		...administer,
		name: 'people/enrol',
		summary: 'Opens an account. The id is the account.',
		body: peopleSchemas.enrol,
		run: inTurn(async ({ id: account, body: { password, ...about }, ...by }) => {
			if (!/^[A-Za-z0-9._-]{2,60}$/.test(account)) return refuse('bad-request', { problem: 'account' }, ['account']);
			if (weak(account, password)) return refuse('weak-password', undefined, ['password']);
			const sound = soundRoles(about, await factsNow());
			if (!sound.ok) return sound;
			const id = `p-${account}`;
			const again = repeats(by);
			if (!again && (await auth.isTaken(account))) return refuse('account-taken', { account }, ['account']);
			const event = { type: 'enrolled', account, ...about, holdings: sound.value, at: by.at } as const;
			const told = await record(id, { ...by, body: { enrol: account, ...about } }, event);
			// Killed between the two, the account is there and cannot be used until its password is set again.
			if (told.ok && !again) await auth.setPassword(id, password);
			return told;
		})
	});
	doors.command({
		...administer,
		name: 'people/change',
		summary: 'Sets name, unit, post and all roles of somebody.',
		body: peopleSchemas.change,
		run: inTurn(async ({ id, body, ...by }) => {
			const person = await known(id);
			if (!person.ok) return person;
			const facts = await factsNow();
			const sound = soundRoles(body, facts);
			if (!sound.ok) return sound;
			const kept = keepsAnAdministrator(person.value, sound.value, facts);
			if (!kept.ok) return kept;
			const told = await record(
				id,
				{ ...by, body: { change: body } },
				{ type: 'changed', ...body, holdings: sound.value }
			);
			if (told.ok) auth.rightsChanged(id);
			return told;
		})
	});
	doors.command({
		...administer,
		name: 'people/reset-password',
		body: peopleSchemas['reset-password'],
		run: inTurn(async ({ id, body: { password }, ...by }) => {
			const person = await known(id);
			if (!person.ok) return person;
			if (weak(person.value.account, password)) return refuse('weak-password', undefined, ['password']);
			if (!repeats(by)) await auth.setPassword(id, password);
			return record(id, { ...by, body: { reset: id } }, { type: 'password-reset' });
		})
	});
	doors.command({
		...administer,
		name: 'people/leave',
		summary: 'Closes an account; what the person did stays in the record.',
		body: peopleSchemas.leave,
		run: inTurn(async ({ id, ...by }) => {
			const person = await known(id);
			if (!person.ok) return person;
			const kept = keepsAnAdministrator(person.value, [], await factsNow());
			if (!kept.ok) return kept;
			const told = await record(id, { ...by, body: { leave: id } }, { type: 'left', at: by.at });
			if (told.ok) auth.rightsChanged(id);
			return told;
		})
	});
}
