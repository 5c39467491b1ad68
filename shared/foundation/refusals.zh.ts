/**
 * Every refusal the product can answer, in Chinese: what happened, what it means, what to do.
 * The code is a promise and is never renamed. A new code gets its English twin in refusals.en.ts (the compiler asks for it).
 * Grouped by the domain that says it; keep each group together.
 */
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
	'storage-full': '服务器磁盘空间不足，暂时不能保存。您的文字仍在本机，请通知管理员。',

	// auth
	'bad-credentials': '账号或密码不对。连续 5 次不对将锁定 15 分钟。',
	'locked-out': '连续多次输入错误，账号已锁定，请 {minutes} 分钟后再试。',
	'link-expired': '链接已失效。请让管理员重新生成。',
	'already-set-up': '系统已完成初始设置，请直接登录。',
	'account-taken': '账号 {account} 已被使用，请换一个。',
	'weak-password': '密码至少 8 个字符，且不能与账号相同。',

	// calendar
	'bad-calendar': '日历中的日期 {date} 不能用：日期须真实存在、属于该年，且不能既放假又上班。请改正后再保存。',

	// decisions
	'meeting-not-live': '会议没有在进行中，不能作结论。请在会议开始后、结束前由主持人作结论。',
	'not-the-chair': '只有当前主持人可以作结论。需要时请先接过主持，再作结论。',
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

export type RefusalCode = keyof typeof refusalsZh;
