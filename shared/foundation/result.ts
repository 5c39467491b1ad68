/**
 * The two answers a rule can give. A refusal is the world saying no: a value, never thrown, never logged as an error.
 * Its sentence stands in refusals.zh.ts and refusals.en.ts, one list for every door.
 */
import type { RefusalCode } from './refusals.zh.ts';

export type { RefusalCode };

/** `fields` are the names of the inputs at fault, `params` fill the `{braces}` of the sentence. */
export type Refusal = {
	readonly code: RefusalCode;
	readonly fields?: readonly string[];
	readonly params?: Readonly<Record<string, string | number>>;
};

export type Refused = { readonly ok: false; readonly refusal: Refusal };
export type Result<T> = { readonly ok: true; readonly value: T } | Refused;

export function done<T>(value: T): Result<T> {
	return { ok: true, value };
}

/** `refuse('deadline-before-meeting', { dueOn, heldOn }, ['dueOn'])` */
export function refuse(code: RefusalCode, params?: Refusal['params'], fields?: readonly string[]): Refused {
	return { ok: false, refusal: { code, ...(params && { params }), ...(fields && { fields }) } };
}
