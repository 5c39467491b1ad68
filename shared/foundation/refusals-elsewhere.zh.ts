/** The refusals of what is done outside a live room, or in a part of it that comes later; see refusals.zh.ts. */
export const refusalsElsewhereZh = {
	// units
	'rows-empty': '还没有粘贴单位。请从表格复制“名称、类别、上级”三列后粘贴。',
	'rows-wrong': '有 {count} 行需要改正，最先是第 {row} 行。改好后再导入，目前没有导入任何单位。',
	'too-many-rows': '一次最多导入 {limit} 行，请分批导入。',
	'row-name': '单位名称为空或超过 {limit} 个字。',
	'row-kind': '“{kind}”不是单位类别。可用：县、部门、乡镇、街道、村、社区、学校、民办学校。',
	'row-parent': '没有找到上级单位“{parent}”。请核对名称，或把上级单位也列在表中。',
	'row-under': '{name} 不能设在“{parent}”之下。请核对类别和上级单位。',
	'row-twice': '{name} 在表中出现了不止一次，请只留一行。',
	'row-county': '只能有一个县，已有“{name}”。请改正这一行的类别。',
	'unit-follows-itself': '{name} 不能由它自己承接。请选择承接它的另一个单位。',
	'council-taken': '这个编号已用于“{name}”。请换一个编号。',
	'no-such-unit': '所选单位不在单位名册中，可能已被移走。请重新选择。',

	// minutes
	'not-a-picture': '这个文件不是图片，没有保存。会议记录可插入 PNG、JPEG、WebP 或 GIF 图片。',

	// auth
	'bad-credentials': '账号或密码不对。连续 5 次不对将锁定 15 分钟。',
	'locked-out': '连续多次输入错误，账号已锁定，请 {minutes} 分钟后再试。',
	'link-expired': '链接已失效。请让管理员重新生成。',
	'already-set-up': '系统已完成初始设置，请直接登录。',
	'account-taken': '账号 {account} 已被使用，请换一个。',
	'no-such-council': '所选联席会议不存在，可能已被移走。请重新选择。',
	'last-administrator': '{name}是最后一位管理员，不能取消。请先指定另一位管理员。',
	'weak-password': '密码至少 8 个字符，且不能与账号相同。',

	// calendar
	'bad-calendar': '日历中的日期 {date} 不能用：日期须真实存在、属于该年，且不能既放假又上班。请改正后再保存。',

	// followups
	'wrong-state': '这件督办事项目前的状态不能做这一步。请刷新，看过最新状态后再办。',
	'already-assigned': '这件事项已经交办，无需重复交办。',
	'already-received': '这件事项已经签收，无需重复签收。',
	'already-submitted': '这件事项已经报结，正在复核或已办结，不需要再次报结。请等复核单位的意见。',
	'already-verified': '这件事项已经复核，不需要再次复核。',
	'already-closed': '这件事项已经销号，不需要再次销号。',
	'already-returned': '本单位已退回过一次，不能再次退回。确有困难请申请延期或暂停。',
	'return-too-late': '签收后 {days} 个工作日内才能退回，现已超过。确有困难请申请延期或暂停。',
	'already-asked': '已有一项申请在等批复，请先等批复，再提新的申请。',
	'nothing-asked': '没有等待批复的申请，可能已被批复。请刷新查看。',
	'reason-missing': '请写明理由，没有理由不能提交。',
	'report-empty': '请写明办理情况，没有内容不能提交。',
	'unknown-milestone': '所选节点不在这件事项里。请刷新后重新选择。',
	'not-a-co-unit': '所选单位不是这件事项的协办单位。请重新选择。',
	'not-your-step': '协办任务由协办单位自己办结；牵头单位只能说明情况。',
	'co-step-done': '这项协办任务已经办结，无需重复提交。',
	'co-steps-open': '还有协办任务没有办结或说明，不能报结。请先请协办单位办结，或由牵头单位说明情况。',
	'evidence-missing': '报结和销号都要有佐证材料。请至少附一项材料或说明出处。',
	'verifier-is-lead': '牵头单位不能复核自己的事项。请由其他单位复核。',
	'verifier-chosen': '复核单位在交办时已经确定，牵头单位不能更换。',
	'verifier-missing': '还没有确定复核单位。请选择牵头单位以外的一个单位。',
	'not-the-verifier': '这件事项由另一单位复核，您不能代为复核。',
	'not-verified': '这件事项还没有通过其他单位复核，不能销号。请先请复核单位复核。',
	'lead-decided': '牵头单位由会议议定，办公室不能更改。确需更改，请由牵头单位先退回。',
	'deadline-decided': '办理时限已议定为 {dueOn}，交办时不能更改。确需延长，请由牵头单位申请延期。',
	'deadline-passed': '议定的时限 {dueOn} 已过。请在交办时写明新的时限，原定时限仍会显示。',
	'date-outside-term': '日期须在今天与办理时限 {dueOn} 之间。请重新选择。',
	'date-passed': '日期 {date} 已过。请选择今天或以后的日期。',
	'extensions-used': '延期最多 {limit} 次，已经用完。请由分管领导研究处理。',
	'extension-too-late': '时限 {dueOn} 已过，不能再申请延期。延期须在到期前提出。',
	'extension-not-later': '新的时限须晚于现在的时限 {dueOn}。请重新选择。',
	'needs-supervising-leader': '这一步须由分管领导批准。',
	'merged-into-itself': '不能并入自身。请选择另一件督办事项。',
	'document-number-missing': '请写明依据文号。移交、合并和取消都要有依据。',

	// evaluations
	'period-not-begun': '{period} 还没有开始，不能定分。',
	'settle-own-unit': '不能为本单位定分。请由其他单位的人主持。',
	'already-settled': '这个单位本期的协作评分已经定分，不能再次定分。如有异议请走申诉。',
	'too-few-marks': '至少要有 {needed} 位评价员打分并写明理由，现在有 {present} 位。请等评分完成后再定分。',
	'mark-without-reason': '{name} 的评分没有写理由，不能定分。请先补写理由。',
	'mark-out-of-range': '{name} 的评分不在 1 到 5 分之间（可打半分），不能定分。请先改正。',
	'evaluator-of-own-unit': '{name} 是被评单位的人，其评分不能计入。请先清除这条评分。',
	'not-an-evaluator': '评分表里有一位不是评价员的评分，不能定分。请先清除这条评分。',
	'mark-not-own': '{name} 的评分里有他人写入的内容，不能定分。请由本人重新填写。',

	// topics
	'cannot-propose': '您不代表这个单位，或它不是本联席会议的成员单位及其下属单位，不能由它提出议题。请另选单位。',
	'topic-incomplete': '议题还没有写全。请补上标出的各项后再提交，已填的内容仍在。',
	'written-too-long': '书面汇报不超过 {limit} 分钟。请减少时间，或改为口头汇报。',
	'topic-triaged': '这个议题已经受理，内容不能再改。需要更正请联系联席会议办公室。',
	'topic-ended': '这个议题已经了结（撤回、不予列入、已并入或已议），不能再做这一步。请看它的处理理由。',
	'topic-scheduled': '这个议题已列入一次会议的议程。需要改动请先从那份议程中撤下。',
	'topic-not-accepted': '这个议题目前没有在待列入的议题中，没有记录。请刷新后看它的最新状态。',
	'not-a-member-unit': '这一步由成员单位来做，您不代表所选的成员单位。请选择您代表的单位。',
	'own-topic': '这是本单位提出的议题，不需要再附议。',
	'merge-circle': '不能把议题并入它自己，或并入已并入它的议题。请选择另一个议题。',
	'too-many-points': '每个成员单位共有 {limit} 分，已经超出。请减去一些再提交。',

	// votes
	'motion-missing': '还没有写明要表决或征询的内容。请写清楚后再开始。',
	'vote-already-open': '这个议题已有一次表决在进行或暂停中。请先结束或取消它，再开始新的表决。',
	'vote-without-quorum': '到会单位 {present} 个，未达到法定的 {required} 个，不能开始表决。请等单位到齐、补签或改期。',
	'too-few-for-secret':
		'到会的成员单位只有 {present} 个，少于 {fewest} 个时无记名也藏不住各自的选择。请改用记名表决，或等单位到齐。',
	'too-few-ballots':
		'无记名表决只有 {cast} 票，少于 {fewest} 票不能计票，否则会看出各自的选择。请提醒未表决的单位，或取消本次表决。',
	'vote-paused': '服务器重新启动过，表决已暂停，您这一票没有记录。请等主持人恢复表决后再投。',
	'vote-over': '这次表决或征询已经结束，没有记录。',
	'voter-not-checked-in': '您还没有签到，不能表决。请先签到。',
	'no-vote-of-yours': '您签到时不代表成员单位，或没有获准的表决委托，不能表决。',
	'ballot-settled': '贵单位的无记名选票在服务器重启前已入库，没有人能再认出它，所以不能更改；它照常计入。',
	'temperature-already-open': '已有一次征询在进行。请先结束它。',

	// papers
	'paper-unconfirmed': '请先确认文件不含国家秘密和工作秘密，再上传。所填内容仍在，勾选后再按一次即可。',
	'paper-macros':
		'这个文件带有宏（或是带宏的格式），为了安全不能上传。请另存为不含宏的 docx、xlsx、pptx，或导出为 PDF 后再传。',
	'paper-type': '这种文件不能上传。可以上传：{types}。旧版 doc、xls、ppt 请另存为 docx、xlsx、pptx。',
	'paper-mismatch': '文件内容与它的后缀（.{ending}）不一致，没有保存。请用原来的软件重新导出，不要直接改文件名。',
	'paper-empty': '这个文件是空的，没有保存。请检查后重新选择。',
	'paper-withdrawn': '这份材料已经撤回，不能再做这一步。理由写在材料下面。',
	'paper-not-withdrawn': '请先撤回这份材料，再清除它的文件内容。',
	'paper-erased': '这份材料的文件内容已由办公室清除，只保留记录和理由。',
	'paper-due-outside': '提交期限应在现在之后、会议开始之前。请改一个时间。',
	'papers-closed': '会议已办结（或议题已了结），不能再提交或修改材料。需要补充请联系联席会议办公室。',
	'papers-too-many': '这里的材料已达上限（{limit} 份）。请把几份合并成一份，或先联系联席会议办公室。',
	'upload-elsewhere': '服务器收到的内容与本机不同步，请从第 {at} 字节继续。页面会自动接着传。',
	'upload-gone': '服务器上没有找到传来的文件（可能已过一天）。请重新选择文件，所填内容仍在。',
	'uploads-too-many': '您同时上传的文件太多（最多 {limit} 个）。请等前面的传完，再传这一个。',

	// agenda
	'item-comes-by-itself': '议题库来的议题会后自动回到议题库，落实情况每次会议重新生成，都不用移到下次会议。',
	'ledger-changed': '台账已有变化，所选事项中有的不再需要列入。请重新查看后再勾选。',

	// ready
	'ready-not-yours': '这一项不由您代表的单位汇报，没有标记。请由汇报单位或联席会议办公室标记。',
	'ready-too-late': '会议已经结束，不用再标记准备情况。',

	// screen
	'screen-not-now': '只有已通知或进行中的会议可以使用大屏。',
	'screens-too-many': '这次会议已有 {most} 块大屏。请先停用一块，再添加。',
	'screen-address-unknown': '没有这个大屏口令。请核对后再输入，或请会务人员重新生成。',
	'screen-address-used': '这个口令已在另一个浏览器打开过，只能用一次。请会务人员重新生成。',
	'screen-address-over': '这个口令已失效：超过五分钟，或已被新的口令代替。请会务人员重新生成。',
	'screen-no-key': '这台电脑还没有打开大屏。请输入会务人员给的口令。',
	'screen-revoked': '这块大屏已由会务人员停用。需要时请会务人员重新生成口令。',
	'screen-over': '会议已结束，大屏随之停用。',
	'screen-no-conclusion': '这一议题还没有入库的结论，不能上屏。请先由主持人确认结论。',
	'screen-no-vote': '这次会议还没有表决，没有可以显示的内容。'
} as const;

export type RefusalElsewhere = keyof typeof refusalsElsewhereZh;
