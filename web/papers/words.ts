/** The words of levels, sizes and kinds of papers. */
import { paperTypes, type PaperLevel } from '#shared/papers/model.ts';
import { m } from '#web/i18n/paraglide/messages.js';

export const levelWords: Readonly<Record<PaperLevel, () => string>> = {
	public: m.papers_public,
	internal: m.papers_internal,
	'need-to-know': m.papers_need_to_know
};

/** "312 KB", "4.6 MB": as file managers say it. */
export function sizeWords(bytes: number): string {
	if (bytes < 1024) return `${bytes} B`;
	if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
	return `${(bytes / (1024 * 1024)).toFixed(1)} MB`;
}

export const accepted = Object.keys(paperTypes)
	.map((ending) => `.${ending}`)
	.join(',');

/** A browser shows these by itself, safely (server/papers/downloads.ts). */
export function canBeViewed(type: string): boolean {
	return type === 'application/pdf' || type.startsWith('image/');
}
