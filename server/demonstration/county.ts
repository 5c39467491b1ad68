/**
 * 示范县: the units and people of the demonstration. Invented throughout; the same ids every time.
 * People are named by surname and 某, so that nobody takes them for real.
 */
import type { Holding } from '#shared/auth/model.ts';

export const councilId = 'c-education';
export const password = 'lianxi-demo';

export type DemoUnit = {
	readonly id: string;
	readonly parentId: string | null;
	readonly kind:
		'county' | 'department' | 'township' | 'sub-district' | 'village' | 'community' | 'school' | 'private-school';
	readonly name: string;
	readonly shortName: string;
};

const unit = (
	id: string,
	kind: DemoUnit['kind'],
	...[name, shortName, parentId = 'u-county']: [name: string, shortName: string, parentId?: string | null]
): DemoUnit => ({
	id,
	parentId,
	kind,
	name,
	shortName
});

export const units: readonly DemoUnit[] = [
	unit('u-county', 'county', '示范县', '示范县', null),
	unit('u-gov', 'department', '县政府办公室', '政府办'),
	unit('u-edu', 'department', '县教育局', '教育局'),
	unit('u-finance', 'department', '县财政局', '财政局'),
	unit('u-police', 'department', '县公安局', '公安局'),
	unit('u-plan', 'department', '县发展和改革局', '发改局'),
	unit('u-housing', 'department', '县住房和城乡建设局', '住建局'),
	unit('u-transport', 'department', '县交通运输局', '交通局'),
	unit('u-health', 'department', '县卫生健康局', '卫健局'),
	unit('u-market', 'department', '县市场监督管理局', '市监局'),
	unit('u-hr', 'department', '县人力资源和社会保障局', '人社局'),
	unit('u-civil', 'department', '县民政局', '民政局'),
	unit('u-land', 'department', '县自然资源局', '自然资源局'),
	unit('u-audit', 'department', '县审计局', '审计局'),
	unit('u-weather', 'department', '县气象局', '气象局'),
	unit('u-donghe', 'township', '东河镇', '东河镇'),
	unit('u-xiling', 'township', '西岭乡', '西岭乡'),
	unit('u-nanping', 'township', '南坪镇', '南坪镇'),
	unit('u-beishan', 'township', '北山镇', '北山镇'),
	unit('u-liulin', 'sub-district', '柳林街道', '柳林街道'),
	unit('u-shangwan', 'village', '上湾村', '上湾村', 'u-donghe'),
	unit('u-shiqiao', 'village', '石桥村', '石桥村', 'u-donghe'),
	unit('u-lingjiao', 'village', '岭脚村', '岭脚村', 'u-xiling'),
	unit('u-songlin', 'village', '松林村', '松林村', 'u-beishan'),
	unit('u-chengnan', 'community', '城南社区', '城南社区', 'u-liulin'),
	unit('u-no1', 'school', '示范县第一中学', '县一中', 'u-edu'),
	unit('u-exp', 'school', '示范县实验小学', '实验小学', 'u-edu'),
	unit('u-donghe-school', 'school', '东河镇中心小学', '东河中心小学', 'u-donghe'),
	unit('u-xiling-school', 'school', '西岭乡九年制学校', '西岭学校', 'u-xiling'),
	unit('u-beishan-school', 'school', '北山镇中心小学', '北山中心小学', 'u-beishan'),
	unit('u-nanping-kinder', 'school', '南坪镇中心幼儿园', '南坪幼儿园', 'u-nanping'),
	unit('u-yucai', 'private-school', '育才民办小学', '育才小学', 'u-liulin')
];

/** 教育局 leads; the office works inside it. 审计局 and 气象局 are in no council. */
const memberUnitIds: readonly string[] = [
	'u-gov',
	'u-edu',
	'u-finance',
	'u-police',
	'u-plan',
	'u-housing',
	'u-transport',
	'u-health',
	'u-market',
	'u-hr',
	'u-civil',
	'u-donghe',
	'u-xiling',
	'u-liulin'
];

export const council = {
	id: councilId,
	name: '教育工作联席会议',
	leadUnitId: 'u-edu',
	memberUnitIds
} as const;

export type DemoPerson = {
	readonly id: string;
	readonly account: string;
	readonly name: string;
	readonly unitId: string;
	readonly post: string;
	readonly holdings: readonly Holding[];
};

const inCouncil = (role: Extract<Holding, { councilId: string }>['role']): Holding => ({ role, councilId });
const inUnit = (role: 'member' | 'liaison', unitId: string): Holding => ({ role, unitId });
const person = (
	account: string,
	name: string,
	...[unitId, post, ...holdings]: [unitId: string, post: string, ...holdings: Holding[]]
): DemoPerson => ({
	id: `p-${account}`,
	account,
	name,
	unitId,
	post,
	holdings
});

export const people: readonly DemoPerson[] = [
	person('convener', '召某', 'u-gov', '副县长', inCouncil('convener')),
	person('deputy', '傅某', 'u-edu', '教育局局长', inCouncil('deputy'), inUnit('member', 'u-edu')),
	person('secretary', '王某', 'u-edu', '联席办秘书', inCouncil('secretary')),
	person('secretary2', '李某', 'u-edu', '联席办秘书', inCouncil('secretary')),
	person('leader', '高某', 'u-gov', '分管领导', inCouncil('supervising-leader')),
	person('liaison-edu', '周某', 'u-edu', '教育局联络员', inUnit('liaison', 'u-edu')),
	person('liaison-finance', '钱某', 'u-finance', '财政局联络员', inUnit('liaison', 'u-finance')),
	person('liaison-police', '武某', 'u-police', '公安局联络员', inUnit('liaison', 'u-police')),
	person('liaison-township', '何某', 'u-donghe', '东河镇联络员', inUnit('liaison', 'u-donghe')),
	person('member-edu', '郑某', 'u-edu', '教育局副局长', inUnit('member', 'u-edu')),
	person('member-finance', '冯某', 'u-finance', '财政局副局长', inUnit('member', 'u-finance')),
	person('member-police', '卫某', 'u-police', '公安局副局长', inUnit('member', 'u-police')),
	person('member-township', '蒋某', 'u-donghe', '东河镇镇长', inUnit('member', 'u-donghe')),
	person('liaison-school', '陆某', 'u-xiling-school', '西岭学校教务主任', inUnit('liaison', 'u-xiling-school')),
	person('evaluator', '严某', 'u-audit', '评价员', inCouncil('evaluator')),
	person('evaluator2', '华某', 'u-land', '评价员', inCouncil('evaluator')),
	person('observer', '魏某', 'u-no1', '县一中校长', inCouncil('observer')),
	person('outsider', '陶某', 'u-weather', '气象局科员'),
	person('admin', '姜某', 'u-gov', '系统管理员', { role: 'administrator' }),
	// the other member units, so that a meeting has its quorum
	person('member-gov', '戚某', 'u-gov', '政府办副主任', inUnit('member', 'u-gov')),
	person('member-plan', '谢某', 'u-plan', '发改局副局长', inUnit('member', 'u-plan')),
	person(
		'member-housing',
		'邹某',
		'u-housing',
		'住建局副局长',
		inUnit('member', 'u-housing'),
		inUnit('liaison', 'u-housing')
	),
	person(
		'member-transport',
		'喻某',
		'u-transport',
		'交通局副局长',
		inUnit('member', 'u-transport'),
		inUnit('liaison', 'u-transport')
	),
	person('member-health', '柏某', 'u-health', '卫健局副局长', inUnit('member', 'u-health')),
	person(
		'member-market',
		'水某',
		'u-market',
		'市监局副局长',
		inUnit('member', 'u-market'),
		inUnit('liaison', 'u-market')
	),
	person('member-hr', '窦某', 'u-hr', '人社局副局长', inUnit('member', 'u-hr'), inUnit('liaison', 'u-hr')),
	person('member-civil', '章某', 'u-civil', '民政局副局长', inUnit('member', 'u-civil')),
	person(
		'member-xiling',
		'云某',
		'u-xiling',
		'西岭乡乡长',
		inUnit('member', 'u-xiling'),
		inUnit('liaison', 'u-xiling')
	),
	person('member-liulin', '苏某', 'u-liulin', '柳林街道主任', inUnit('member', 'u-liulin'))
];

/** One card per role on the sign-in page. */
export const cards: readonly { readonly account: string; readonly role: string }[] = [
	{ account: 'convener', role: 'convener' },
	{ account: 'secretary', role: 'secretary' },
	{ account: 'leader', role: 'supervising-leader' },
	{ account: 'liaison-police', role: 'liaison' },
	{ account: 'evaluator', role: 'evaluator' },
	{ account: 'member-township', role: 'member' }
];
