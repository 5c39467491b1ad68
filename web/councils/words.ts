/** How a council's rhythm and templates are called on screen. */
import type { Rhythm, TemplateName } from '#shared/units/model.ts';
import { formatWeekday } from '#web/i18n/format.ts';
import { m } from '#web/i18n/paraglide/messages.js';

export const templateWords: Readonly<Record<TemplateName, () => string>> = {
	joint: m.template_joint,
	topic: m.template_topic,
	'on-site': m.template_on_site,
	review: m.template_review
};

export const rhythmWords: Readonly<Record<Rhythm['kind'], () => string>> = {
	none: m.rhythm_none,
	weekly: m.rhythm_weekly,
	fortnightly: m.rhythm_fortnightly,
	'monthly-weekday': m.rhythm_monthly_weekday,
	'monthly-day': m.rhythm_monthly_day,
	quarterly: m.rhythm_quarterly,
	yearly: m.rhythm_yearly
};

/** 周一 of 1. The fifth of January 1970 was a Monday. */
export function weekdayWord(weekday: number): string {
	return formatWeekday(`1970-01-0${4 + weekday}`);
}

/** "每月第 2 个周三" */
export function rhythmSentence(rhythm: Rhythm): string {
	switch (rhythm.kind) {
		case 'none':
			return m.rhythm_says_none();
		case 'weekly':
			return m.rhythm_says_weekly({ day: weekdayWord(rhythm.weekday).replace('周', '') });
		case 'fortnightly':
			return m.rhythm_says_fortnightly({ day: weekdayWord(rhythm.weekday) });
		case 'monthly-weekday':
			return rhythm.nth === 5
				? m.rhythm_says_monthly_last({ day: weekdayWord(rhythm.weekday) })
				: m.rhythm_says_monthly_weekday({ nth: rhythm.nth, day: weekdayWord(rhythm.weekday) });
		case 'monthly-day':
			return m.rhythm_says_monthly_day({ day: rhythm.day });
		case 'quarterly':
			return m.rhythm_says_quarterly({ month: rhythm.month, day: rhythm.day });
		case 'yearly':
			return m.rhythm_says_yearly({ times: rhythm.times });
	}
}

/** A rhythm of another kind, beginning with what one would choose first. */
export function rhythmOf(kind: Rhythm['kind']): Rhythm {
	switch (kind) {
		case 'none':
			return { kind };
		case 'weekly':
		case 'fortnightly':
			return { kind, weekday: 3 };
		case 'monthly-weekday':
			return { kind, nth: 1, weekday: 3 };
		case 'monthly-day':
			return { kind, day: 15 };
		case 'quarterly':
			return { kind, month: 1, day: 15 };
		case 'yearly':
			return { kind, times: 4 };
	}
}

/** "15:00" of 900. */
export function clockWords(minute: number): string {
	return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
}
