/** Units and councils: one small book each, held in memory, so that every question about a right is answered at once. */
import { applyCouncils, applyUnits, noUnits } from '#shared/units/apply.ts';
import { changeSchema, foundSchema, importSchema, succeedSchema } from '#shared/units/commands.ts';
import { addUnits, change, found, foundCounty, importUnits, succeed } from '#shared/units/decide.ts';
import type { Council, CouncilEvent, Unit, UnitEvent, UnitTree } from '#shared/units/model.ts';
import { done, type Result } from '#shared/foundation/result.ts';
import type { Grounds } from '#server/grounds.ts';
import { openBook, type Told } from '#server/storage/book.ts';
import type { By, CouncilView, Units } from './inside.ts';
import { serveUnits } from './routes.ts';

export type { By, CouncilView, Units } from './inside.ts';

/** Both books have one page. */
const PAGE = 'all';

export function openUnits(grounds: Grounds): Units {
	const { storage, newId } = grounds;
	const tree = openBook<UnitTree, UnitEvent>(storage, { domain: 'units', empty: () => noUnits, apply: applyUnits });
	const book = openBook<readonly Council[], CouncilEvent>(storage, {
		domain: 'councils',
		empty: () => [],
		apply: applyCouncils
	});
	const indexed = remembered(({ units }: UnitTree) => new Map(units.map((unit) => [unit.id, unit])));
	const viewed = remembered(
		(councils: readonly Council[]) =>
			new Map(councils.map((council) => [council.id, { ...council, followupSettings: council.settings.followups }]))
	);
	const byId = (): ReadonlyMap<string, Unit> => indexed(tree.read(PAGE).state);
	const councilsById = (): ReadonlyMap<string, CouncilView> => viewed(book.read(PAGE).state);
	const factsOf = ({ person, at }: By) => ({ personId: person?.id ?? null, at });
	const withUnits = (by: By) => ({ ...factsOf(by), unitIds: new Set(byId().keys()) });

	const units: Units = {
		all: () => tree.read(PAGE).state.units,
		unit: (id) => byId().get(id) ?? null,
		unitIds: () => [...byId().keys()],
		rootUnitId: () => tree.read(PAGE).state.units.find(({ kind }) => kind === 'county')?.id ?? null,
		council: (id) => councilsById().get(id) ?? null,
		councils: () => [...councilsById().values()],
		councilSubject: (id) => {
			const council = councilsById().get(id);
			return council ? { councilId: id, participantUnitIds: council.memberUnitIds } : null;
		},
		add: (added, by) => tree.command(PAGE, by, (state) => addUnits(state, added, factsOf(by))),
		foundCounty: async (name, rows, at) => {
			const id = newId();
			const by = { person: null, at };
			const told = await tree.command(PAGE, by, (state) =>
				foundCounty(state, { id, name, rows }, { ...factsOf(by), newId })
			);
			return told.ok ? done({ rootId: id }) : told;
		},
		found: (councilId, asked, by) =>
			book.command(PAGE, by, (councils) => found(councils, { councilId, ...asked }, withUnits(by))),
		onCouncilChange: (listener) => book.heard((_, __, event) => listener(event.councilId))
	};
	serveCommands();
	serveUnits(grounds, units);
	return units;

	function serveCommands(): void {
		const { doors } = grounds;
		const administer = { may: 'people.administer' } as const;
		doors.command({
			...administer,
			name: 'units/import',
			summary: 'Adds units pasted from a spreadsheet, all or none. The id is the county.',
			body: importSchema,
			of: (id) => (id === units.rootUnitId() ? {} : null),
			run: async ({ body, ...by }) =>
				answered(
					await tree.command(PAGE, { ...by, body: { import: body } }, (state) =>
						importUnits(state, body.text, { ...factsOf(by), newId })
					)
				)
		});
		doors.command({
			...administer,
			name: 'units/succeed',
			summary: 'Another unit follows this one after a merger or a renaming.',
			body: succeedSchema,
			of: (id) => (units.unit(id) ? {} : null),
			run: async ({ id: unitId, body, ...by }) =>
				answered(
					await tree.command(PAGE, { ...by, body: { succeed: unitId, ...body } }, (state) =>
						succeed(state, { unitId, ...body }, factsOf(by))
					)
				)
		});
		doors.command({
			...administer,
			name: 'councils/found',
			summary: 'Founds a council under this id.',
			body: foundSchema,
			of: () => ({}),
			run: async ({ id: councilId, body, ...by }) =>
				answered(
					await book.command(PAGE, { ...by, body: { found: councilId, ...body } }, (councils) =>
						found(councils, { councilId, ...body }, withUnits(by))
					)
				)
		});
		doors.command({
			...administer,
			name: 'councils/change',
			summary: 'Changes name, members or settings of a council.',
			body: changeSchema,
			of: (id) => (units.council(id) ? {} : null),
			run: async ({ id: councilId, body, ...by }) =>
				answered(
					await book.command(PAGE, { ...by, body: { change: councilId, ...body } }, (councils) =>
						change(councils, { councilId, ...body }, withUnits(by))
					)
				)
		});
	}
}

function answered<State, Event>(told: Result<Told<State, Event>>): Result<unknown> {
	return told.ok ? done({ seq: told.value.seq, events: told.value.events }) : told;
}

/** Computes again only when the state is another one. */
function remembered<State extends object, Value>(compute: (state: State) => Value): (state: State) => Value {
	const known = new WeakMap<State, Value>();
	return (state) => {
		const value = known.get(state) ?? compute(state);
		known.set(state, value);
		return value;
	};
}
