/**
 * What the demonstration's meetings talked about and decided. Days are counted from the day the folder is made (0 is that
 * day), so that the county is always in the middle of its work.
 */
export type DemoTask = {
	readonly text: string;
	readonly lead: string;
	readonly co?: readonly string[];
	/** Due this many days after day 0; negative is past. */
	readonly due: number;
	/** How it went: working states reached, days (from day 0) on which each step happened. */
	readonly went:
		| 'closed'
		| 'closed-late'
		| 'closed-second-try'
		| 'submitted'
		| 'working'
		| 'behind'
		| 'overdue'
		| 'assigned'
		| 'draft';
};

export type DemoItem = {
	readonly id: string;
	readonly title: string;
	readonly unitId: string;
	readonly minutes: number;
	readonly conclusion?: string;
	/** Put to a vote by name. */
	readonly motion?: string;
	readonly tasks?: readonly DemoTask[];
	/** Paragraphs of the minutes: a line with " · " at the front names who spoke. */
	readonly said?: readonly string[];
};

export type DemoMeeting = {
	readonly id: string;
	readonly day: number;
	/** Minutes after midnight, Asia/Shanghai. */
	readonly from: number;
	readonly place: string;
	readonly plannedMinutes: number;
	readonly items: readonly DemoItem[];
};

export const closedMeetings: readonly DemoMeeting[] = [
	{
		id: 'm-1',
		day: -236,
		from: 9 * 60,
		place: '县政府第二会议室',
		plannedMinutes: 90,
		items: [
			{
				id: 'i-1-1',
				title: '春季学期控辍保学联动核查',
				unitId: 'u-edu',
				minutes: 20,
				conclusion: '同意教育局提出的控辍保学联动核查办法，各镇（街）逐村核对，不漏一户。',
				said: ['教育局 · 汇报', '春季学期全县义务教育阶段在籍学生核对完毕，疑似失学名单由镇村逐一走访。'],
				tasks: [
					{ text: '西岭乡控辍保学联动核查', lead: 'u-xiling', co: ['u-edu', 'u-civil'], due: -200, went: 'closed' },
					{ text: '东河镇控辍保学联动核查', lead: 'u-donghe', co: ['u-edu'], due: -200, went: 'closed-late' }
				]
			},
			{
				id: 'i-1-2',
				title: '校园周边经营秩序整治',
				unitId: 'u-market',
				minutes: 15,
				said: ['市监局 · 汇报', '校园周边二百米内经营户已登记造册，无证摊点集中在两所小学门口。'],
				tasks: [
					{ text: '校园周边经营秩序整治并建立台账', lead: 'u-market', co: ['u-police'], due: -190, went: 'closed' }
				]
			},
			{
				id: 'i-1-3',
				title: '北山镇小学校车线路调整',
				unitId: 'u-transport',
				minutes: 15,
				tasks: [{ text: '北山镇小学校车线路调整', lead: 'u-transport', co: ['u-police'], due: -195, went: 'closed' }]
			}
		]
	},
	{
		id: 'm-2',
		day: -144,
		from: 15 * 60,
		place: '县政府第二会议室',
		plannedMinutes: 90,
		items: [
			{
				id: 'i-2-1',
				title: '进城务工人员子女入学资格联审',
				unitId: 'u-edu',
				minutes: 20,
				conclusion: '入学资格由教育、公安、人社三家一次联审，不让群众跑第二趟。',
				said: [
					'教育局 · 汇报',
					'今年预计新增随迁子女入学申请四百余件，材料分散在三个部门。',
					'公安局 · 补充',
					'居住证信息可按批次核对，三个工作日内反馈。'
				],
				tasks: [
					{
						text: '建立入学资格联审窗口并公布材料清单',
						lead: 'u-edu',
						co: ['u-police', 'u-hr'],
						due: -110,
						went: 'closed'
					}
				]
			},
			{
				id: 'i-2-2',
				title: '乡镇教师编制核定',
				unitId: 'u-hr',
				minutes: 20,
				tasks: [
					{
						text: '核定乡镇教师编制并公示',
						lead: 'u-hr',
						co: ['u-edu', 'u-finance'],
						due: -105,
						went: 'closed-second-try'
					}
				]
			},
			{
				id: 'i-2-3',
				title: '暑期防溺水联防',
				unitId: 'u-police',
				minutes: 15,
				tasks: [
					{
						text: '重点水域巡防排班并落实到村',
						lead: 'u-police',
						co: ['u-donghe', 'u-xiling'],
						due: -120,
						went: 'closed'
					},
					{ text: '危险水域增设警示牌和救生设施', lead: 'u-donghe', due: -118, went: 'closed' }
				]
			}
		]
	},
	{
		id: 'm-3',
		day: -52,
		from: 15 * 60,
		place: '县政府第一会议室',
		plannedMinutes: 90,
		items: [
			{
				id: 'i-3-1',
				title: '秋季开学食品安全联合检查',
				unitId: 'u-market',
				minutes: 15,
				said: ['市监局 · 汇报', '抽查食堂四十九家，发现问题二十一项，已当场整改十七项。'],
				tasks: [
					{
						text: '秋季开学食品安全联合检查并复查到位',
						lead: 'u-market',
						co: ['u-edu', 'u-health'],
						due: -22,
						went: 'closed'
					}
				]
			},
			{
				id: 'i-3-2',
				title: '新建学校建设资金拨付',
				unitId: 'u-finance',
				minutes: 25,
				conclusion: '三所新建学校第二批资金按进度拨付，不得因部门衔接影响工期。',
				motion: '三所新建学校第二批资金按工程进度拨付',
				said: [
					'财政局 · 汇报',
					'第一批资金已全部到位，第二批需住建局出具进度确认单。',
					'住建局 · 补充',
					'三所学校主体工程进度分别为百分之八十、七十五和六十。'
				],
				tasks: [
					{
						text: '拨付三所新建学校第二批资金',
						lead: 'u-finance',
						co: ['u-edu', 'u-housing'],
						due: -6,
						went: 'overdue'
					},
					{ text: '农村教师周转房选址', lead: 'u-housing', co: ['u-edu', 'u-xiling'], due: 14, went: 'behind' }
				]
			},
			{
				id: 'i-3-3',
				title: '校园周边隐患排查',
				unitId: 'u-police',
				minutes: 20,
				tasks: [
					{
						text: '校园周边道路隐患排查并提出整改清单',
						lead: 'u-police',
						co: ['u-transport', 'u-housing'],
						due: -20,
						went: 'closed'
					},
					{ text: '西岭乡九年制学校冬季供暖检修', lead: 'u-xiling', co: ['u-edu'], due: 2, went: 'submitted' },
					{ text: '核对新学年新增学位底数', lead: 'u-edu', co: ['u-plan', 'u-liulin'], due: 25, went: 'working' }
				]
			}
		]
	}
];

/** Live on the day the folder is made: two items are done, the third is on the table. */
export const liveMeeting: DemoMeeting = {
	id: 'm-4',
	day: 0,
	from: 0,
	place: '县政府第一会议室',
	plannedMinutes: 90,
	items: [
		{
			id: 'i-4-1',
			title: '上次议定事项落实情况',
			unitId: 'u-edu',
			minutes: 15,
			said: ['联席办 · 汇报', '上次会议议定六项，已办结两项，在办三项，逾期一项。']
		},
		{
			id: 'i-4-2',
			title: '秋季学期控辍保学情况通报',
			unitId: 'u-edu',
			minutes: 10,
			conclusion: '各镇（街）按月核对在校学生变动，发现疑似失学当日报告。',
			said: ['教育局 · 书面汇报', '秋季学期全县义务教育巩固情况良好，疑似失学对象已全部劝返。']
		},
		{
			id: 'i-4-3',
			title: '校园周边道路交通安全整治',
			unitId: 'u-police',
			minutes: 20,
			said: [
				'公安局 · 汇报',
				'9月以来，全县排查学校周边道路隐患点37处，已整改29处；其余8处需增设减速带和信号灯，涉及东河镇、西岭乡、柳林街道。',
				'交通局 · 补充',
				'8处中有3处位于县道，可结合县道养护工程一并实施，预计12月中旬完工。',
				'教育局 · 发言',
				'校门口接送时段拥堵集中在7:20—7:50、16:40—17:10，建议错峰放学，并在12所学校增设护学岗。'
			],
			tasks: [
				{
					text: '完成其余8处校园周边隐患整改',
					lead: 'u-police',
					co: ['u-transport', 'u-housing'],
					due: 22,
					went: 'draft'
				},
				{ text: '测算信号灯建设资金并报方案', lead: 'u-finance', due: 17, went: 'draft' }
			]
		},
		{ id: 'i-4-4', title: '义务教育学校建设资金拨付', unitId: 'u-finance', minutes: 20 },
		{ id: 'i-4-5', title: '明年招生学位预测与分配', unitId: 'u-edu', minutes: 15 },
		{ id: 'i-4-6', title: '中心小学冬季供暖改造', unitId: 'u-donghe', minutes: 10 }
	]
};

export const nextMeeting: DemoMeeting = {
	id: 'm-5',
	day: 24,
	from: 15 * 60,
	place: '县政府第一会议室',
	plannedMinutes: 90,
	items: [
		{ id: 'i-5-1', title: '上次议定事项落实情况', unitId: 'u-edu', minutes: 15 },
		{ id: 'i-5-2', title: '寒假学生安全与留守儿童关爱', unitId: 'u-civil', minutes: 20 },
		{ id: 'i-5-3', title: '学校食堂集中配送试点', unitId: 'u-market', minutes: 15 }
	]
};
