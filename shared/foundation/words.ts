/** Puts a refusal into words. The web uses it for dry runs, the server for `detail`. */
import { refusalsElsewhereEn } from './refusals-elsewhere.en.ts';
import { refusalsElsewhereZh } from './refusals-elsewhere.zh.ts';
import { refusalsEn } from './refusals.en.ts';
import { refusalsZh } from './refusals.zh.ts';
import type { Refusal, RefusalCode } from './result.ts';

export type Language = 'zh-CN' | 'en';

type Sentences = Readonly<Partial<Record<RefusalCode, string>>>;

export function inWords({ code, params }: Refusal, language: Language): string {
	const [inRoom, elsewhere]: readonly [Sentences, Sentences] =
		language === 'en' ? [refusalsEn, refusalsElsewhereEn] : [refusalsZh, refusalsElsewhereZh];
	return filled(inRoom[code] ?? elsewhere[code] ?? '', params);
}

/** Fills the `{braces}` of a sentence; what is not given is left open, never "undefined". */
export function filled(sentence: string, params: Refusal['params']): string {
	return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(params?.[name] ?? '…'));
}
