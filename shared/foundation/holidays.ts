/**
 * China's days off and make-up days as far as they are officially known; a county edits its own copy.
 * `published`: the State Council's schedule of that year, with its make-up days.
 * `statutory`: only the days the holiday regulation itself names (state of 2024-11); the schedule was not out when this was written.
 */
import type { CalendarTable } from './calendar.ts';

export const chinaHolidays: CalendarTable = {
	'2025': {
		basis: 'published',
		source: '国务院办公厅关于2025年部分节假日安排的通知（2024年11月12日）',
		off: [
			{ from: '2025-01-01', to: '2025-01-01', name: '元旦' },
			{ from: '2025-01-28', to: '2025-02-04', name: '春节' },
			{ from: '2025-04-04', to: '2025-04-06', name: '清明节' },
			{ from: '2025-05-01', to: '2025-05-05', name: '劳动节' },
			{ from: '2025-05-31', to: '2025-06-02', name: '端午节' },
			{ from: '2025-10-01', to: '2025-10-08', name: '国庆节、中秋节' }
		],
		work: ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11']
	},
	'2026': {
		basis: 'published',
		source: '国务院办公厅关于2026年部分节假日安排的通知（2025年11月4日）',
		off: [
			{ from: '2026-01-01', to: '2026-01-03', name: '元旦' },
			{ from: '2026-02-15', to: '2026-02-23', name: '春节' },
			{ from: '2026-04-04', to: '2026-04-06', name: '清明节' },
			{ from: '2026-05-01', to: '2026-05-05', name: '劳动节' },
			{ from: '2026-06-19', to: '2026-06-21', name: '端午节' },
			{ from: '2026-09-25', to: '2026-09-27', name: '中秋节' },
			{ from: '2026-10-01', to: '2026-10-07', name: '国庆节' }
		],
		work: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10']
	},
	'2027': {
		basis: 'statutory',
		source: '全国年节及纪念日放假办法（2024年11月修订）；2027年放假调休安排未录入',
		off: [
			{ from: '2027-01-01', to: '2027-01-01', name: '元旦' },
			{ from: '2027-02-05', to: '2027-02-08', name: '春节' },
			{ from: '2027-04-05', to: '2027-04-05', name: '清明节' },
			{ from: '2027-05-01', to: '2027-05-02', name: '劳动节' },
			{ from: '2027-06-09', to: '2027-06-09', name: '端午节' },
			{ from: '2027-09-15', to: '2027-09-15', name: '中秋节' },
			{ from: '2027-10-01', to: '2027-10-03', name: '国庆节' }
		],
		work: []
	}
};
