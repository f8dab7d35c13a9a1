# Every word that Aval says or reads, in English.
# `.typed` holds what people may type, parted by `|`; a [slot] takes what stands there.
# `.about` is the line in the menu, `.done` the past, `.ask-…` the question for a missing slot.

## Commands

order-show = show order { $order }
    .typed = show order [order] | order [order]
    .about = show order …
    .ask-order = Which order?
order-cancel = cancel order { $order }
    .typed = cancel order [order] because [reason] | cancel order [order]
    .about = cancel order …
    .ask-order = Which order?
    .done = order { $order } is cancelled.
order-restore = restore order { $order }
    .typed = restore order [order]
    .about = restore order …
    .ask-order = Which order?
    .done = order { $order } is open again.
config-show = show config { $unit }
    .typed = show config [unit] | config show [unit]
    .about = show config …
    .ask-unit = Which configuration unit?
config-list = list configs
    .typed = list configs | list config | config list | configs
    .about = list configs
config-set = set { $field } of { $unit } to { $value }
    .typed = set config [unit] [field] [value] | config set [unit] [field] [value]
    .about = set config …
    .ask-unit = Which configuration unit?
    .ask-field = Which field?
    .ask-value = Which value?
    .done = { $field } of { $unit } is now { $value }.
config-create = create config { $unit }
    .typed = create config [unit] for [owner] | config create [unit] for [owner] | create config [unit] | config create [unit]
    .about = create config …
    .ask-unit = What is the new unit called?
    .ask-owner = Which team owns it?
    .done = { $unit } is created.
config-delete = delete config { $unit }
    .typed = delete config [unit] | config delete [unit]
    .about = delete config …
    .ask-unit = Which configuration unit?
    .done = { $unit } is deleted.
config-restore = restore config { $unit }
    .typed = restore config [unit] | config restore [unit]
    .about = restore config …
    .ask-unit = Which configuration unit?
    .done = { $unit } is restored.
menu-show = menu
    .typed = menu | hi | hello
    .about = menu
help-show = help
    .typed = help | ?
    .about = help
status-show = status
    .typed = status
    .about = status
pending-list = pending
    .typed = pending
    .about = pending: what is open
command-show = show { $command }
    .typed = show [command]
    .about = show C-…
    .ask-command = Which command? Its name looks like C-7F3K.
command-why = why { $command }
    .typed = why [command]
    .about = why C-…
    .ask-command = Which command? Its name looks like C-7F3K.
command-approvers = who can approve { $command }
    .typed = who can approve [command]
    .about = who can approve C-…
    .ask-command = Which command? Its name looks like C-7F3K.
command-missing = who is missing { $command }
    .typed = who is missing [command]
    .about = who is missing C-…
    .ask-command = Which command? Its name looks like C-7F3K.
command-cancel = withdraw { $command }
    .typed = cancel [command] | withdraw [command]
    .about = cancel C-…
    .ask-command = Which command? Its name looks like C-7F3K.
    .done = { $command } is withdrawn.
audit-show = audit { $span }
    .typed = audit [span] [person] | audit [span] | audit
    .about = audit 24h
    .ask-span = How far back? For example 24h or 7d.
    .ask-person = Whose actions?
evidence-verify = verify evidence
    .typed = verify evidence
    .about = verify evidence
policy-status = policy status
    .typed = policy status
    .about = policy status
lockdown-on = lockdown on: { $reason }
    .typed = lockdown on [reason]
    .about = lockdown on REASON
    .ask-reason = Why? The reason goes to everybody and into the evidence.
    .done = lockdown is on. Nothing starts until it is lifted.
lockdown-off = lockdown off
    .typed = lockdown off
    .about = lockdown off
    .done = lockdown is off. Commands are taken again.
lockdown-status = lockdown status
    .typed = lockdown status
    .about = lockdown status
approvals-resume = resume approvals
    .typed = resume approvals
    .about = resume approvals
    .done = approvals are heard again.

## Words with a meaning of their own

word-give-up = stop | never mind | forget it

## Cards

headline = { $environment } · { $class } · { $name }
sandbox-label = SANDBOX: nothing real is touched
changes = { $name }: { $before } → { $after }
shows = { $name }: { $value }
nothing = (nothing)
asked-by = Asked by { $name }
until = Until { $at }
until-within = Until { $at } ({ $span })
policy-line = Policy { $policy }, { $profile }, { $pack } { $version }
quorum-line = { $needed } people must approve
no-step-up = No second factor is asked for here.
option-confirm = 1 - Confirm
option-confirm-word = 1 { $word } - Confirm
option-abort = 2 - Abort
option-approve = 1 { $token } - Approve
option-approve-code = 1 { $token } CODE - Approve, with the 6 digits of your app
option-deny = 2 { $token } - Deny (a reason may follow)
option-named = 1 { $name } - Confirm, 2 { $name } - Abort
numbered = { $number } - { $text }

## What became of it

not-done = Not done: { $what }
done = Done: { $what }
failed = Failed: { $what }
uncertain = Unclear whether this happened: { $what }
uncertain-mend = Look for yourself, then: resolve { $name } done, or resolve { $name } undone
uncertain-after-restart = Aval was restarted while it was under way.
waiting-for = Waiting for { $needed ->
    [1] one of { $names }
   *[other] { $needed } of { $names }
  }
withdraw-hint = To withdraw it: cancel { $name }
granted-by = { $name } approved: { $what }
denied-by = { $name } denied it.
denied-by-because = { $name } denied it: { $reason }
you-denied = You denied: { $what }
escalated = Half of the time is over. Now asked too: { $names }. { $what }
progress = { $count } of { $needed } approved
progress-granted = Approved by { $names }
progress-missing = Not answered: { $names }
rejected-approval-denied = The approval was denied.
rejected-approval-expired = Nobody approved it in time. Ask again if it still matters.
rejected-confirmation-expired = It was not confirmed in time. Ask again if it still matters.
rejected-cancelled = It was withdrawn.
rejected-unauthorized = Somebody's rights do not allow it. See: who can approve, or ask an admin.
rejected-policy-missing = No policy covers it, so nothing may happen. Ask an admin.
rejected-locked-down = This environment is in lockdown. See: lockdown status
rejected-policy-changed = The action or the policy changed after it was asked. Ask again.
rejected-rate-limited = Too many requests from you. Wait for the open ones, or try in an hour.
rejected-impossible = It cannot be done to this target now.
rejected-unavailable = The system behind it did not answer. Try again later.
state-proposed = being prepared
state-confirmation-requested = waiting for its confirmation
state-authorized = authorized
state-approval-required = waiting for approval
state-approval-requested = waiting for approval
state-approval-granted = approved
state-approval-denied = denied
state-started = under way
state-uncertain = unclear
state-succeeded = done
state-failed = failed
state-rejected = rejected
state-line = State: { $state }

## Refusals: what, why, and what to do

stranger = This number talks only to people who are enrolled. Ask an admin to enrol you.
you-are-suspended = Your rights are at rest. Ask an admin to restore them.
form-voice = Voice notes never confirm or approve anything. Please type it.
form-media = Pictures and files never confirm or approve anything. Please type it.
form-reaction = Reactions never confirm or approve anything. Please type the answer.
form-poll = Polls never confirm or approve anything. Please type the answer.
form-edit = An edited message changes nothing. Please send a new one.
form-forward = Forwarded messages never confirm or approve anything. Please type it yourself.
form-other = Only typed text counts here.
too-long = That text is too long: { $most } characters at most.
too-late = That message arrived too late to count. Please send it again.
same-id-other-content = A second text came under the same message id. Only the first counts.
not-settled = Nothing was done: the evidence could not be written. Please try again in a minute.
not-understood = I did not understand that. Type menu or help.
did-you-mean = Did you mean: { $text }
given-up = All right, forgotten.
nothing-open = Nothing of yours is waiting for 1 or 2.
nothing-open-named = { $name } is not waiting for your confirmation.
token-needed = An approval needs its token: 1 and the six characters of your card.
already-answered = That was answered already.
say-just = To confirm, type just { $word }
acknowledge-by-name = This is { $word }. To confirm, type: 1 { $word }
several-open = Several questions are open. Which one?
no-such-number = There is no line { $number }.
no-such-command = I know no command { $name } that you may see.
only-requester-withdraws = Only who asked for { $name } can withdraw it.
too-late-to-withdraw = { $name } can no longer be withdrawn: { $state }
too-few-approvers = { $needed } approvers are needed and { $count } can be asked. Ask an admin.
token-unknown = I do not know this token. Look at your card again.
token-not-yours = This token is not yours.
token-void = This token is no longer good. { $name }: { $state }
tries-left = { $count ->
    [one] One more wrong answer locks your answers.
   *[other] { $count } more wrong answers lock your answers.
  }
answers-locked = Too many wrong answers. I hear no answers of yours until { $until }.
approvals-suspended = Approvals are suspended here until an admin types: resume approvals
approvals-not-suspended = Approvals are not suspended.
not-an-approver = Your rights do not include { $scope } now.
code-missing = This needs the code of your authenticator app: 1 TOKEN CODE
code-not-enrolled = This needs an authenticator app, and you have none here. Ask an admin to enrol you.
code-wrong = That code is wrong.
code-used = That code was used already. Wait for the next one.
replay-granted = You approved this already, { $at }.
replay-denied = You denied this already, { $at }.
give-up-hint = (or: stop)
slot-id = That does not look like a name or number of one word.
slot-text = That text is too long: { $most } characters at most.
slot-number = That is no number from { $low } to { $high }.
slot-choice = Choose one of: { $options }
slot-person = I know nobody called { $text }.
slot-command = The name of a command looks like C-7F3K.
slot-span = A length of time looks like 30m, 24h or 7d.

## Questions and answers

menu-title = { $environment } · { $name }, you may ask:
menu-hint = Type a number or the words.
help-grammar = Ask in words. Confirm with 1, abort with 2. Approve with 1 and the token of your card, deny with 2 and the token.
answer-title = { $environment } · { $what }
status-title = { $environment } · { $instance }
status-open = { $count ->
    [0] Nothing is open.
    [one] One command is open.
   *[other] { $count } commands are open.
  }
status-evidence = { $count } artifacts of evidence
status-suspended = Approvals are suspended.
pending-title = { $environment } · open commands
pending-none = Nothing is open for you.
pending-line = { $name } · { $class } · { $what } · { $state }
can-approve = { $needed ->
    [1] One of: { $names }
   *[other] { $needed } of: { $names }
  }
nobody-can-approve = Nobody can approve this now.
needs-no-approval = It needs no approval.
audit-title = { $environment } · evidence since { $since }
audit-none = No evidence in that time.
audit-line = { $time } { $type } { $actor } { $name }
audit-more = … and { $count } more
verify-title = { $environment } · evidence
verify-ok = ok { $count } artifacts, head { $head } ({ $tenant })
verify-bad = BROKEN at { $seq } ({ $tenant }): { $what }
policy-title = { $environment } · policy { $pack } { $version }
policy-profile = Profile { $profile }
policy-digest = Digest { $digest }
policy-evidence = Last change: evidence { $id }
policy-none = No policy can be read: { $error }
lockdown-is-off = { $environment } · open. No lockdown.
lockdown-is-on = { $environment } · LOCKDOWN since { $since } by { $by }: { $reason }
lockdown-failed-start = { $environment } · LOCKED: the policy cannot be read. { $error }
lockdown-notice-on = { $environment } · LOCKDOWN by { $by }: { $reason }. Nothing starts until it is lifted.
lockdown-notice-off = { $environment } · lockdown lifted by { $by }.
notice-locked = { $environment } · Too many wrong answers from { $name }: their answers are locked for a while.
notice-suspended = { $environment } · Too many wrong answers here: approvals are suspended. To lift it: resume approvals
notice-egress = A connector tried to reach { $host }, which is not declared. It was refused.
notice-identity = { $environment } · The number or key of { $name } changed. Their rights rest until they are restored.

## Rules, that finish: it was decided so because …

rule-line = { $mark }{ $text }
rule-allowed = Allowed, because:
rule-refused = Refused, because:
rule-policy-readable = the bound policy pack can be read and is unchanged
rule-environment-open = the environment takes commands
rule-requester-holds-scope = the requester holds { $scopes }
rule-approval-policy-present = an approval policy covers this class
rule-within-limits = the requester is within the limits
rule-confirmation-needed = the requester confirms it
rule-no-approval-needed = this class needs no approval here
rule-approval-needed = class { $class } needs { $approvers } by policy { $policy } ({ $profile })

## Connectors

no-such-connector = No connector is called { $name } here. Ask an admin.
connector-slot-missing = { $connector } needs { $slot }.
connector-slot-wrong = { $slot } does not fit. Write it again.
connector-operation-unknown = { $connector } has no operation { $operation }.
connector-path-wrong = This value would lead { $connector } elsewhere; nothing was sent.
connector-egress-denied = { $host } is not a declared host of { $connector }; nothing was sent.
connector-unreachable = { $connector } cannot be reached; nothing was sent.
connector-timeout = { $connector } did not answer in time.
connector-lost = The connection to { $connector } broke before the answer.
connector-busy = { $connector } is busy and did nothing.
connector-broken = { $connector } answered with an error ({ $status }).
connector-redirected = { $connector } pointed elsewhere; Aval does not follow.
connector-answer-unreadable = The answer of { $connector } could not be read ({ $field }).
connector-answer-too-large = The answer of { $connector } is too large.
connector-not-found = It does not exist.
connector-conflict = It cannot be done now.
connector-not-allowed = { $connector } does not accept our credentials ({ $status }).
connector-refused = { $connector } refused ({ $status }).
connector-no-twin = { $operation } has no sandbox twin.
secret-missing = { $reference } is not set. Ask an admin.
secret-unusable = { $reference } cannot be used: it must be one line of plain characters.
secret-file-open = { $reference } is readable by others; chmod 600.
shop-order-not-found = Order { $order } does not exist.
shop-order-already-cancelled = Order { $order } is already cancelled.
shop-order-already-open = Order { $order } is already open.
config-unit-missing = There is no unit { $unit }.
config-unit-exists = { $unit } already exists.
config-unit-changed = { $unit } changed meanwhile; ask again.
config-name-wrong = { $unit } is not a name: small letters, digits, dots, hyphens, at most 60.
config-kind-missing = Which kind: { $kinds }?
config-kind-unknown = There is no kind { $kind }; known: { $kinds }.
config-field-missing = { $field } is needed.
config-field-unknown = { $kind } has no field { $field }; it has { $fields }.
config-value-integer = { $field } must be a whole number from { $min } to { $max }.
config-value-number = { $field } must be a number from { $min } to { $max }.
config-value-not-boolean = { $field } must be on or off.
config-value-not-text = { $field } must be text.
config-value-too-long = { $field } has at most { $max } characters.
config-value-pattern = { $field } must look like { $pattern }.
config-value-same = { $field } of { $unit } is already { $value }.
