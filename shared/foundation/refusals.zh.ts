/**
 * The refusals a live room can answer, in Chinese: what happened, what it means, what to do. Those of all other places stand
 * in refusals-elsewhere.zh.ts: a room's first screen does not carry them.
 * The code is a promise and is never renamed. A new code gets its English twin (the compiler asks for it).
 * Grouped by the domain that says it; keep each group together.
 */
import type { RefusalElsewhere } from './refusals-elsewhere.zh.ts';

export const refusalsZh = {
	// wire
	'not-signed-in': '您还没有登录，或登录已过期。请重新登录，未提交的文字仍在本机。',
	'not-allowed': '您目前的身份不能做这一步。需要时请联系联席会议办公室授权。',
	'not-found': '没有找到。它可能已被移走，或您没有查看的权限。',
	'bad-request': '提交的内容有缺漏或格式不对：{problem}。请改正后再提交，已填的内容仍在。',
	'too-many-requests': '操作太频繁，请 {seconds} 秒后再试。',
	'too-large': '内容太大，上限 {limit}。请压缩或分开提交。',
	'foreign-origin': '请求来自其他网站，已拒绝。请从本系统的网址打开页面。',
	'idempotency-conflict': '同一个提交编号已用于另一份内容。请刷新后重新提交。',
	stale: '您看到的内容已有变化。请看过最新内容后再确认。',
	'storage-full': '服务器磁盘已满，暂时不能保存，仍可查看。您的文字仍在本机，有了空间会自动提交。请通知管理员。',
	'storage-damaged': '服务器的数据库有损坏，暂时只能查看，不能保存。您的文字仍在本机。请通知管理员恢复备份。',

	// meetings
	'meeting-not-published': '议程还没有发布，会议不能开始。请先发布会议通知，再由召集人或副召集人宣布开始。',
	'meeting-not-live': '会议没有在进行中，这一步没有记录。请在会议开始后、结束前再做。',
	'meeting-began': '会议已经开始或结束，时间、议程通知和取消、延期都不能再改。',
	'meeting-called-off': '会议已取消或延期。延期的会议请先确定新的时间；已取消的请另建一场。',
	'meeting-not-ended': '会议还没有结束，不能归档。请由主持人先结束会议。',
	'new-time-needed': '会议已延期，请先填写新的时间。',
	'not-the-chair': '这一步由当前主持人来做。需要时请主持人移交主持，再做这一步。',
	'cannot-chair': '只有召集人和副召集人可以主持会议。',
	'chair-present': '主持人在线，或断线还不到 {seconds} 秒。请稍候，或请主持人移交主持。',
	'item-not-found': '议程中没有这一项，可能刚被移走。请看过最新议程后再选。',
	'item-settled': '这一项已经议过。需要再议时请直接返回这一项。',
	'no-further-item': '议程中没有待议的事项了。可以结束会议，或返回暂放的事项。',

	// attendance
	'unit-came': '本单位已有人签到，不能再请假。要中途离开，请在会上登记提前离会。',
	'not-before-the-meeting': '会议通知发出后、会议开始前才能办这一步。如有变化，请直接联系联席会议办公室。',
	'leave-stands': '本单位已有请假申请。如要改变，请先撤回请假。',
	'nobody-coming': '请至少选择一位参会人员。单位无法到会的，请申请请假。',
	'not-of-the-unit': '所选人员不代表本单位。请重新选择，或将其指定为代会人。',
	'stands-in-elsewhere': '此人已为另一单位代会，不能同时代两个单位。请另选一位。',
	'stand-in-came': '此人已经签到，不能再更改代会。请联系联席会议办公室。',
	'no-such-person': '没有找到这个账号。请核对后重新填写。',
	'request-decided': '这项申请已经有了决定，不能再改。请刷新查看。',
	'own-request': '不能批准自己提出的申请。请由召集人或其他副召集人决定。',
	'not-checked-in': '此人还没有签到，不能登记提前离会。',
	'wrong-code': '签到码不对或已过期，没有签到。请看大屏或听会场口令后再试。',
	'too-many-codes': '输错的签到码太多，{minutes} 分钟内不再核对。您可以直接点“签到”，或请会务人员帮助。',
	'check-in-not-open': '现在不能签到。会议通知发布后至会议结束前可以签到；会后请联席会议办公室补签。',
	'not-your-unit': '您不是这个单位的成员或联络员，或它不参加本次会议。请选择您代表的单位。',
	'not-invited': '本次会议没有邀请您所在的单位。如需列席，请联系联席会议办公室。',

	// floor
	'floor-check-in-first': '您还没有签到，或已经离会，不能举手。请先签到，再举手。',
	'floor-item-left': '这一议题现在不在台面上，没有记录。请看过当前议题后再举手。',
	'floor-speaking-now': '您正在发言，不用再举手。发言结束后可以再次举手。',
	'floor-paused': '发言队列已暂停，没有请人发言。请先恢复排队。',
	'floor-queue-empty': '现在没有人举手。',
	'floor-no-hand': '此人没有举手，可能刚刚撤回。请从队列中另选一位。',

	// decisions
	'item-not-discussed': '这个议题还没有在本次会议上讨论，不能作结论。请先把会议转到这个议题。',
	'no-quorum': '到会单位 {present} 个，未达到法定的 {required} 个，本次结论没有记录。请等单位到齐、补签或改期。',
	'already-concluded': '这个议题已有结论：“{text}”。您的结论没有记录，请看过后再定。',
	'action-taken': '这条拟办事项已议定为 {label}，不能再次采用。请取消勾选后再确认。',
	'action-gone': '勾选的拟办事项已被删除，本次结论没有记录。请看过最新清单后再确认。',
	'action-changed': '勾选的拟办事项刚被改为“{text}”，本次结论没有记录。请看过后再确认。',
	'action-empty': '勾选的拟办事项还没有内容，不能议定。请先写明要办什么，或取消勾选。',
	'nothing-concluded': '结论没有文字，也没有勾选拟办事项。请写下结论，或至少勾选一项。',
	'unknown-unit': '“{text}”写到的单位不在单位名册里。请重新选择单位。',
	'lead-is-co-unit': '“{text}”的牵头单位同时列为协办单位。请从协办单位中去掉它。',
	'bad-date': '{date} 不是一个真实的日期。请重新选择日期。',
	'deadline-before-meeting': '“{text}”的时限 {dueOn} 早于会议日期 {heldOn}，没有记录。请改为会议当天或以后。'
} as const;

export type RefusalInRoom = keyof typeof refusalsZh;
export type RefusalCode = RefusalInRoom | RefusalElsewhere;
