/** What may be asked of a meeting's decisions, and what is told afterwards. */
import { Type, type Static } from 'typebox';
import { conclusionKinds, type Conclusion, type Decision } from './model.ts';

const Id = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' });
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });

const ShownAction = Type.Object({
	id: Id,
	text: Type.String({ maxLength: 4000 }),
	leadUnitId: Type.Union([Id, Type.Null()]),
	coUnitIds: Type.Array(Id, { maxItems: 50 }),
	dueOn: Type.Union([Day, Type.Null()])
});

export const ConcludeBody = Type.Object(
	{
		itemId: Id,
		kind: Type.Enum(conclusionKinds),
		text: Type.String({ maxLength: 4000 }),
		actionIds: Type.Array(Id, { maxItems: 50 }),
		seen: Type.Optional(
			Type.Integer({
				minimum: 0,
				description: 'The version of the book that the screen showed (seq of the last event).'
			})
		),
		shown: Type.Optional(
			Type.Array(ShownAction, {
				maxItems: 50,
				description: 'The ticked actions as the screen showed them; one that reads differently now is refused.'
			})
		)
	},
	{ additionalProperties: false }
);

export type Conclude = Static<typeof ConcludeBody>;

export type Adopted = { readonly type: 'adopted'; readonly decisionId: string } & Omit<Decision, 'id'>;
export type Concluded = { readonly type: 'concluded' } & Omit<Conclusion, 'version'>;
export type DecisionEvent = Adopted | Concluded;
