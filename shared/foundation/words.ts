/** Puts a refusal into words. The web uses it for dry runs, the server for `detail`. */
import { refusalsEn } from './refusals.en.ts';
import { refusalsZh } from './refusals.zh.ts';
import type { Refusal } from './result.ts';

export type Language = 'zh-CN' | 'en';

export function inWords(refusal: Refusal, language: Language): string {
	const sentence = language === 'en' ? refusalsEn[refusal.code] : refusalsZh[refusal.code];
	return filled(sentence, refusal.params);
}

/** Fills the `{braces}` of a sentence; what is not given is left open, never "undefined". */
export function filled(sentence: string, params: Refusal['params']): string {
	return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(params?.[name] ?? '…'));
}
