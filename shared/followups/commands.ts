/** What may be asked of a follow-up, and what is told afterwards. The bodies are the doors' schemas. */
import { Type, type Static } from 'typebox';
import type { Instant, IsoDate } from '#shared/foundation/time.ts';
import type { Evidence, Source } from './model.ts';

const Id = Type.String({ pattern: '^[A-Za-z0-9._-]{1,64}$' });
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' });
const Words = Type.String({ maxLength: 4000 });
const closed = { additionalProperties: false } as const;
const evidence = Type.Array(
	Type.Object(
		{ text: Type.String({ maxLength: 500 }), ref: Type.Union([Type.String({ maxLength: 500 }), Type.Null()]) },
		closed
	),
	{ maxItems: 50 }
);

export const followupBodies = {
	assign: Type.Object(
		{
			dueOn: Type.Optional(Day),
			leadUnitId: Type.Optional(Id),
			verifierUnitId: Type.Optional(Id),
			milestones: Type.Optional(
				Type.Array(Type.Object({ id: Id, title: Type.String({ minLength: 1, maxLength: 200 }), dueOn: Day }, closed), {
					maxItems: 20
				})
			)
		},
		closed
	),
	receive: Type.Object({}, closed),
	return: Type.Object({ reason: Words }, closed),
	'decide-return': Type.Object({ accept: Type.Boolean(), reason: Words }, closed),
	begin: Type.Object({}, closed),
	report: Type.Object(
		{
			text: Words,
			percent: Type.Integer({ minimum: 0, maximum: 100 }),
			milestoneIds: Type.Optional(Type.Array(Id, { maxItems: 20 }))
		},
		closed
	),
	'ask-extension': Type.Object({ reason: Words, progress: Words, dueOn: Day }, closed),
	'decide-extension': Type.Object({ grant: Type.Boolean(), reason: Words }, closed),
	'ask-pause': Type.Object({ reason: Words }, closed),
	'decide-pause': Type.Object({ grant: Type.Boolean(), reason: Words }, closed),
	resume: Type.Object({ reason: Words }, closed),
	'co-step': Type.Object({ unitId: Id, state: Type.Enum(['done', 'explained']), text: Words }, closed),
	submit: Type.Object({ text: Words, evidence, verifierUnitId: Type.Optional(Id) }, closed),
	verify: Type.Object({ text: Words }, closed),
	'send-back': Type.Object({ reason: Words, redoOn: Day }, closed),
	close: Type.Object({}, closed),
	rebound: Type.Object({ reason: Words }, closed),
	transfer: Type.Object({ to: Words, reason: Words, documentNumber: Type.String({ maxLength: 100 }) }, closed),
	merge: Type.Object({ intoId: Id, reason: Words, documentNumber: Type.String({ maxLength: 100 }) }, closed),
	cancel: Type.Object({ reason: Words, documentNumber: Type.Optional(Type.String({ maxLength: 100 })) }, closed)
} as const;

export type FollowupVerb = keyof typeof followupBodies;

export type FollowupCommand = {
	[Verb in FollowupVerb]: { readonly type: Verb } & Static<(typeof followupBodies)[Verb]>;
}[FollowupVerb];

export type CommandOf<Verb extends FollowupVerb> = Extract<FollowupCommand, { type: Verb }>;

/** What opens a follow-up: the server's answer to `decisions/adopted`, not a person's wish. */
export type Opening = {
	readonly source: Source;
	readonly text: string;
	readonly leadUnitId: string;
	readonly coUnitIds: readonly string[];
	readonly dueOn: IsoDate | null;
};

type Told = { readonly at: Instant; readonly personId: string | null };
/** A fact that somebody is answerable for also says for which unit. */
type Acted = Told & { readonly unitId: string };
type Reasoned = Told & { readonly reason: string };

export type FollowupEvent =
	| (Told & Opening & { readonly type: 'opened'; readonly id: string })
	| (Told & {
			readonly type: 'assigned';
			readonly leadUnitId: string;
			readonly startedOn: IsoDate;
			readonly dueOn: IsoDate;
			/** True where the office set a new limit rather than taking the decision's. */
			readonly newLimit: boolean;
			readonly verifierUnitId: string | null;
			readonly milestones: readonly { readonly id: string; readonly title: string; readonly dueOn: IsoDate }[];
	  })
	| (Told & { readonly type: 'received' })
	| (Reasoned & { readonly type: 'return-asked' })
	| (Reasoned & { readonly type: 'return-decided'; readonly accept: boolean })
	| (Told & { readonly type: 'begun' })
	| (Told & {
			readonly type: 'reported';
			readonly text: string;
			readonly percent: number;
			readonly milestoneIds: readonly string[];
	  })
	| (Reasoned & { readonly type: 'extension-asked'; readonly progress: string; readonly dueOn: IsoDate })
	| (Reasoned & { readonly type: 'extension-decided'; readonly grant: boolean; readonly dueOn: IsoDate })
	| (Reasoned & { readonly type: 'pause-asked' })
	| (Reasoned & { readonly type: 'pause-decided'; readonly grant: boolean; readonly from: IsoDate })
	| (Reasoned & { readonly type: 'resumed'; readonly to: IsoDate; readonly dueOn: IsoDate })
	| (Told & {
			readonly type: 'co-step-taken';
			readonly unitId: string;
			readonly state: 'done' | 'explained';
			readonly text: string;
	  })
	| (Told & {
			readonly type: 'submitted';
			readonly text: string;
			readonly evidence: readonly Evidence[];
			readonly verifierUnitId: string;
			readonly late: boolean;
	  })
	| (Acted & { readonly type: 'verified'; readonly text: string })
	| (Reasoned & { readonly type: 'sent-back'; readonly redoOn: IsoDate; readonly dueOn: IsoDate })
	| (Told & { readonly type: 'closed' })
	| (Reasoned & { readonly type: 'rebounded' })
	| (Reasoned & {
			readonly type: 'ended';
			readonly as: 'transferred' | 'merged' | 'cancelled';
			readonly documentNumber: string | null;
			readonly into: string | null;
	  });
