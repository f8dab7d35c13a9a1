# Every word that Aval says or reads, in English.
# `.typed` holds what people may type, separated by `|`; a [slot] takes what is written there.
# `.about` is the line in the menu, `.done` the past, `.ask-…` the question for a missing slot.

## Commands

order-show = show order { $order }
    .typed = show order [order] | show the order [order] | order [order]
    .about = show order …
    .ask-order = Which order?
order-cancel = cancel order { $order }
    .typed = cancel order [order] because [reason] | cancel the order [order] because [reason] | cancel order [order] | cancel the order [order]
    .about = cancel order …
    .ask-order = Which order?
    .ask-reason = Why?
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
    .typed = set config [unit] [field] [value] | config set [unit] [field] [value] | set [field] of [unit] to [value]
    .about = set config …
    .ask-unit = Which configuration unit?
    .ask-field = Which field?
    .ask-value = Which value?
    .done = { $field } of { $unit } is now { $value }.
config-create = create config { $unit }
    .typed = create config [unit] for [owner] lasting [lifetime] | create config [unit] for [owner] | config create [unit] for [owner] | create config [unit] | config create [unit]
    .about = create config …
    .ask-unit = What is the new unit called?
    .ask-owner = Which team owns it?
    .ask-lifetime = How long should it exist? For example 24h.
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
config-renew = renew config { $unit }
    .typed = renew config [unit] | config renew [unit]
    .about = renew config …
    .ask-unit = Which configuration unit?
    .done = the lifetime of { $unit } starts again now.
config-hand-on = hand on config { $unit }
    .typed = hand on config [unit] | hand config [unit] on | config hand on [unit]
    .about = hand on config …
    .ask-unit = Which configuration unit?
    .done = { $unit } is handed on.
config-promote = promote a config by its ticket
    .typed = promote config [ticket] | config promote [ticket]
    .about = promote config …
    .ask-ticket = Paste the ticket that was handed on.
    .done = the config of the ticket is promoted.
menu-show = menu
    .typed = menu | hi | hello
    .about = menu
help-show = help
    .typed = help | help me | commands | ?
    .about = help
status-show = status
    .typed = status
    .about = status
pending-list = pending
    .typed = pending | open requests | my requests | requests
    .about = pending: what is open
command-show = show { $command }
    .typed = show [command] | status of [command] | status [command]
    .about = show C-…
    .ask-command = Which request? For example C-7F3K. To list the open ones: pending
command-why = why { $command }
    .typed = why [command]
    .about = why C-…
    .ask-command = Which request? For example C-7F3K. To list the open ones: pending
command-approvers = who can approve { $command }
    .typed = who can approve [command]
    .about = who can approve C-…
    .ask-command = Which request? For example C-7F3K. To list the open ones: pending
command-missing = who is missing { $command }
    .typed = who is missing [command]
    .about = who is missing C-…
    .ask-command = Which request? For example C-7F3K. To list the open ones: pending
command-cancel = withdraw { $command }
    .typed = cancel [command] | withdraw [command]
    .about = cancel C-…
    .ask-command = Which request? For example C-7F3K. To list the open ones: pending
    .done = { $command } is withdrawn.
audit-show = audit
    .typed = audit [span] [person] | audit [span] | audit
    .about = audit 24h
    .ask-span = How far back? For example 24h or 7d.
    .ask-person = Whose actions?
report-show = report
    .typed = report [span] | report
    .about = report 7d
    .ask-span = Over how long? For example 7d or 24h.
evidence-verify = verify evidence
    .typed = verify evidence | verify the evidence | verify
    .about = verify evidence
policy-status = policy status
    .typed = policy status | policy
    .about = policy status
lockdown-on = lockdown on: { $reason }
    .typed = lockdown on [reason] | lockdown on for [span] [reason] | lockdown everything [reason] | lockdown everything for [span] [reason] | lock everything [reason] | lock everything for [span] [reason]
    .about = lockdown on REASON
    .ask-span = For how long? For example 30m or 2h.
    .ask-reason = Why? Your team reads the reason, and it is kept as evidence.
    .done = lockdown is on. Nothing starts until it is lifted.
lockdown-off = lockdown off
    .typed = lockdown off | unlock everything | unlock
    .about = lockdown off
    .done = lockdown is off. Requests are accepted again.
lockdown-limit = lockdown { $part ->
    [connector] connector
    [class] class
    [agent] agent
   *[tenant] tenant
  } { $of }: { $reason }
    .typed = [part=connector] lockdown connector [of] for [span] [reason] | [part=connector] lockdown connector [of] [reason] | [part=class] lockdown class [of] for [span] [reason] | [part=class] lockdown class [of] [reason] | [part=tenant] lockdown tenant [of] for [span] [reason] | [part=tenant] lockdown tenant [of] [reason] | [part=agent] lockdown agent [of] for [span] [reason] | [part=agent] lockdown agent [of] [reason]
    .about = lockdown class S2 REASON
    .ask-part = Lock down what?
    .ask-of = Which one?
    .ask-span = For how long? For example 30m or 2h.
    .ask-reason = Why? Your team reads the reason, and it is kept as evidence.
    .done = this part is in lockdown. Everything else goes on.
lockdown-lift = lockdown off { $part ->
    [connector] connector
    [class] class
    [agent] agent
   *[tenant] tenant
  } { $of }
    .typed = [part=connector] lockdown off connector [of] | [part=class] lockdown off class [of] | [part=tenant] lockdown off tenant [of] | [part=agent] lockdown off agent [of]
    .about = lockdown off class S2
    .ask-part = Lift the lockdown of what?
    .ask-of = Which one?
    .done = the lockdown of this part is off.
lockdown-status = lockdown status
    .typed = lockdown status | lockdown
    .about = lockdown status
approvals-resume = resume approvals
    .typed = resume approvals
    .about = resume approvals
    .done = approvals are accepted again.

people-grant = grant { $scope } to { $person }
    .typed = grant [person] [scope] | grant [scope] to [person]
    .about = grant NAME SCOPE
    .ask-person = To whom?
    .ask-scope = Which scope? For example admin.approve.recovery.
    .done = { $person } now holds { $scope }.
people-revoke = revoke { $scope } from { $person }
    .typed = revoke [person] [scope] | revoke [scope] from [person]
    .about = revoke NAME SCOPE
    .ask-person = From whom?
    .ask-scope = Which scope?
    .done = { $person } no longer holds { $scope }.
people-role = give { $person } the role { $role }
    .typed = make [person] [role] | give role [role] to [person] | give [person] the role [role]
    .about = make NAME ROLE
    .ask-person = Whom?
    .ask-role = Which role?
    .done = { $person } now has the role { $role }.
people-unrole = take the role { $role } from { $person }
    .typed = unmake [person] [role] | take role [role] from [person] | take the role [role] from [person]
    .about = unmake NAME ROLE
    .ask-person = Whom?
    .ask-role = Which role?
    .done = { $person } no longer has the role { $role }.
people-suspend = suspend { $person }
    .typed = suspend [person]
    .about = suspend NAME
    .ask-person = Whom?
    .done = the rights of { $person } are suspended.
people-restore = restore the rights of { $person }
    .typed = restore rights of [person] | restore the rights of [person] | restore rights [person]
    .about = restore rights of NAME
    .ask-person = Whose?
    .done = the rights of { $person } are restored.
people-enrol = enrol { $id } ({ $phone })
    .typed = enrol [id] [phone] as [role] | enrol [id] [phone]
    .about = enrol NAME PHONE
    .ask-id = What is the person called? One word.
    .ask-phone = Which phone? For example +5511900000001.
    .ask-role = Which role?
    .done = { $id } is enrolled once they type the code from their phone.
people-activate = activate the app of { $person }
    .typed = activate [person] | activate the app of [person]
    .about = activate NAME
    .ask-person = Whose authenticator app?
    .done = the authenticator app of { $person } is in use.
scopes-show = scopes of { $person }
    .typed = scopes of [person] | scopes [person]
    .about = scopes of NAME
    .ask-person = Whose scopes?
delegation-on = delegate to { $person }
    .typed = delegate to [person] until [until] | delegate to [person] [until] | delegate to [person]
    .about = delegate to NAME until …
    .ask-person = To whom?
    .ask-until = Until when? For example: friday 18:00, tomorrow, for 2h.
    .done = { $person } answers in your place.
delegation-off = revoke delegation
    .typed = revoke delegation
    .about = revoke delegation
    .done = you answer for yourself again.
command-resolve = resolve { $command } as { $result }
    .typed = resolve [command] [result] | resolve [command] as [result]
    .about = resolve C-… done
    .ask-command = Which request? For example C-7F3K. To list the open ones: pending
    .ask-result = What happened?
    .done = { $command } is resolved as { $result }.
command-retry = retry { $command }
    .typed = retry [command]
    .about = retry C-…
    .ask-command = Which request? For example C-7F3K.
    .done = { $command } was done again.
command-undo = undo { $command }
    .typed = undo [command]
    .about = undo C-…
    .ask-command = Which request? For example C-7F3K.
    .done = { $command } is undone.
command-compensate = compensate { $what }
    .typed = compensate [what]
    .about = compensate C-… C-… (or 2h)
    .ask-what = Which ones? For example C-7F3K C-9M2D, or the last 2h.
    .done = compensated: { $what }.
command-ask-again = ask again { $command }
    .typed = ask again [command]
    .about = ask again C-…
    .ask-command = Which request? For example C-7F3K. To list the open ones: pending
    .done = { $command } is asked again.
vote-revoke = revoke the approval of { $command }
    .typed = revoke [command] | revoke the approval of [command]
    .about = revoke C-…
    .ask-command = Which request? For example C-7F3K. To list the open ones: pending
    .done = your approval of { $command } is revoked.
denial-lift = allow { $command } again
    .typed = allow [command] again | allow [command]
    .about = allow C-… again
    .ask-command = Which request? For example C-7F3K.
    .done = what { $command } asked for may be requested again.
suspicion-lift = lift suspicion
    .typed = lift suspicion
    .about = lift suspicion
    .done = the usual policy profile applies again.
emergency-declare = declare an emergency: { $reason }
    .typed = break glass [reason] | declare emergency [reason] | declare an emergency [reason]
    .about = break glass REASON
    .ask-reason = Why? Your team reads the reason, and it is kept as evidence.
    .done = the emergency is declared.
emergency-end = end emergency
    .typed = end emergency
    .about = end emergency
    .done = the emergency is over. It must now be reviewed.
emergency-status = emergency status
    .typed = emergency status | emergency
    .about = emergency status
emergency-review = review emergency
    .typed = review emergency
    .about = review emergency
    .done = reviewed.
refusal-why = why was I refused
    .typed = why was i refused | why refused
    .about = why was I refused
decisions-show = decisions of { $person }
    .typed = decisions of [person] | decisions [person]
    .about = decisions of NAME
    .ask-person = Whose decisions?

policy-bind = use policy { $pack } { $version } with { $profile }
    .typed = use policy [pack] [version] [profile] | use policy [pack] [version] with [profile]
    .about = use policy PACK …
    .ask-pack = Which policy pack?
    .ask-version = Which version of it?
    .ask-profile = Which profile?
    .done = policy { $pack } { $version } with { $profile } is in force.

evidence-show = evidence of { $command }
    .typed = evidence [command] | evidence of [command]
    .about = evidence C-…
    .ask-command = Which request? For example C-7F3K.
people-forget = forget { $person }
    .typed = forget [person]
    .about = forget NAME or PHONE
    .ask-person = Whom?
    .done = { $person } is forgotten. Ids, times, types and hashes stay, so that the evidence still verifies.
hold-on = legal hold on: { $reason }
    .typed = legal hold on [reason]
    .about = legal hold on REASON
    .ask-reason = Why? The reason is kept as evidence.
    .done = legal hold is on. Nothing is erased.
hold-off = legal hold off
    .typed = legal hold off
    .about = legal hold off
    .done = legal hold is off. Old data is erased again.
retention-status = retention status
    .typed = retention status | retention
    .about = retention status

## Words with a meaning of their own

word-tomorrow = tomorrow
word-for = for | in
word-at = at | on | the | of | by
word-give-up = stop | cancel | abort | never mind | forget it
# `word-reply`: how people say yes and no, which decides nothing.
word-reply = yes | y | yep | yeah | yup | ok | okay | k | sure | fine | good | agreed | agree | approve | approved | confirm | confirmed | accept | accepted | go | lgtm | no | n | nope | nah | deny | denied | reject | rejected | decline | wait
# `word-vague` has no length of its own; `either` is a language that writes 5/6 in two ways.
word-today = today
word-after-tomorrow = day after tomorrow
word-date-order = either
word-second = s | sec | secs | second | seconds
word-minute = m | min | mins | minute | minutes
word-hour = h | hr | hrs | hour | hours
word-day = d | day | days
word-week = w | week | weeks
word-vague = month | months | year | years
word-numbers = a/an/one | two | three | four | five | six | seven | eight | nine | ten | eleven | twelve
word-and = and
word-half = and a half
word-half-hour = half an hour | half hour | half-hour | a half hour

## Cards

headline = { $environment } · { $class } · { $name }
sandbox-label = SANDBOX: nothing real is touched
risk-s2 = Risk: destructive
risk-s3 = Risk: high impact
risk-r3 = Risk: destructive recovery
change-risk = Change risk: { $class ->
    [HIGH] high
    [MEDIUM] medium
   *[LOW] low
  } ({ $because })
    .wide =
        Change risk: { $class ->
        [HIGH] high
        [MEDIUM] medium
       *[LOW] low
      }
        ({ $because })
change-risk-concerns = several concerns
change-risk-batch = several at once
changes = { $name }: { $before } → { $after }
    .wide =
        { $name }: { $before }
        → { $after }
shows = { $name }: { $value }
    .wide =
        { $name }:
        • { $value }
act-line = What happens: { $what }
act-of-line = { $name }: { $what }
item-field = { $name } { $field }
nothing = (nothing)
asked-by = Asked by { $name }
asked-by-program = Through the program { $name }
proposed-by-agent = Proposed by { $name }
acted-by-agent = Agent on its own: { $name }
instead-of = You answer in place of { $name }
group-line = At least { $count } with the role { $role }
until = Until { $at }
confirm-by = Confirm by { $at }
    .wide =
        Confirm
        by { $at }
until-within = Until { $at } ({ $span })
    .wide =
        Until { $at }
        (in { $span })
policy-line = Policy: { $policy }, { $pack } { $version }
    .wide =
        Policy: { $policy }
        ({ $pack } { $version })
quorum-line = { $needed } people must approve
emergency-line = EMERGENCY: { $needed ->
    [1] one approval is enough
   *[other] { $needed } approvals are enough
  }
no-step-up = No second factor is asked for here.
code-line = CODE: the 6 digits of your app
code-line-lately = (not needed for { $span } after the last)
code-line-none = You have no authenticator app yet.
code-line-waits = Your new app waits for an admin.
nobody-else-asked = Nobody else has to approve it.
option-confirm = 1 - Confirm
option-confirm-word = 1 { $word } - Confirm
option-abort = 2 - Abort
digest-title = { $environment } · { $count ->
    [one] { $count } request waits for you
   *[other] { $count } requests wait for you
  }
digest-later = { $count } more in the next message.
digest-item = { $number }) { $class } · { $name }
digest-news = Meanwhile:
digest-news-title = { $environment } · { $count ->
    [one] News of { $count } request
   *[other] News of { $count } requests
  }
digest-line = { $name } · { $what }: { $how }
    .wide =
        { $name } · { $what }
        • { $how }
digest-count = { $how }: { $count }
digest-count-named = { $how }: { $count } ({ $names })
    .wide =
        { $how }: { $count }
        • { $names }
digest-counted-hint = What is open: pending. One of them: show C-…
digest-not-asked = { $name }: you need not answer any more
digest-waits = waits for you until { $at }
digest-done = done, approved by { $names }
digest-denied = denied by { $names }
digest-denied-because = denied by { $names }: { $reason }
digest-expired = not approved in time
digest-withdrawn = withdrawn
option-approve = 1 { $token } - Approve
option-approve-code = 1 { $token } CODE - Approve
option-deny = 2 { $token } - Deny (reason optional)
option-confirm-named = 1 { $name } - Confirm
option-confirm-named-word = 1 { $name } { $word } - Confirm
option-abort-named = 2 { $name } - Abort
numbered = { $number } - { $text }
listed = • { $text }

## Names of slots and fields, and values that are words: what has none here is shown as it is

label-order = order
label-reason = reason
label-unit = unit
label-lifetime = lifetime
label-expires = expires
label-field = field
label-value = value
label-owner = owner
label-command = request
label-span = length of time
label-part = part
label-of = which one
label-person = person
label-scope = scope
label-means = means
label-role = role
label-other-role = other role
label-id = id
label-phone = phone
label-until = until
label-result = result
label-what = what
label-pack = pack
label-version = version
label-profile = profile
label-status = status
label-customer = customer
label-total = total
label-kind = kind
label-revision = revision
label-handed-on-in = handed on in
label-handed-on-by = handed on by
label-revision-there = source revision
label-ticket = ticket
label-kind-there = source kind
label-count = count
label-enabled = enabled
label-replicas = replicas
label-banner = banner
label-creation = creation
label-deletion = deletion
label-lifecycle = created or deleted
label-compute = computing power
label-identity = identity
label-location = location
label-source = source
label-digest = digest
label-replayed = requests replayed
label-decided-differently = decided differently
label-newly-need-approval = newly need approval
label-need-more-approvers = need more approvers
label-need-fewer-approvers = need fewer approvers
label-approvers = approvers
label-second-factor = second factor
label-decided-by = decided by
label-rights-decided-by = rights decided by
label-no-longer-need-approval = no longer need approval
label-newly-refused = newly refused
label-locked-by = turned on by
label-stays-locked = stays locked
label-locked-since = locked since
label-replaces-app-of = replaces the app in use since
label-name = name
label-lockdown = lockdown
label-covers = covers
label-legal-hold = legal hold
label-delegated-to = delegated to
label-own-right-to-approve = their own right to approve
label-rights = rights
value-status-open = open
value-status-cancelled = cancelled
value-part-connector = connector
value-part-class = class
value-part-tenant = tenant
value-part-agent = agent
value-enabled-true = yes
value-enabled-false = no
value-kind-there-other = different from here
value-result-done = done
value-result-undone = undone
value-role-requester = requester
value-role-approver = approver
value-role-admin = admin
value-role-auditor = auditor
value-role-observer = observer
value-role-security = security
value-role-owner = owner
value-second-factor-each = each time
value-second-factor-none = none
value-locked-by-another-tenant = another tenant
value-stays-locked-that-tenant = that tenant
value-lockdown-on = on
value-lockdown-off = off
value-covers-everything = everything
value-own-right-to-approve-none = none
value-own-right-to-approve-part = in part
value-legal-hold-on = on
value-legal-hold-off = off
value-rights-in-force = in force
value-rights-suspended = suspended
value-rights-suspended-by-admin = suspended by an admin
value-rights-suspended-identity-changed = number or key changed
value-rights-suspended-not-proven = code not typed yet
value-rights-suspended-number-unseen = number hidden by WhatsApp
value-rights-erased = erased

## What approval policies, scopes, rules and freezes are called; a pack may say otherwise in its `titles`

value-scopes-orders-write = change orders
value-scopes-config-write = change configuration
value-scopes-admin-approve-destructive = approve destructive actions
value-scopes-admin-approve-high-impact = approve high-impact actions
value-scopes-admin-approve-recovery = approve recoveries
value-scopes-admin-lockdown = turn lockdown on and off
value-scopes-admin-people = manage people
value-scopes-admin-policy = manage the policy
value-scopes-audit-read = read the evidence
value-scopes-admin-all = administer everything
value-approvals-destructive = destructive
value-approvals-high-impact = high impact
value-approvals-recovery = recovery
value-approvals-people = rights
value-approvals-enrolment = authenticator
value-approvals-joint = joint
value-approvals-change = change
value-approvals-two-groups = two groups
value-rules-large-amount = large amount
value-rules-at-night = at night
value-rules-medium-risk = medium risk
value-rules-high-risk = high risk
value-rules-high-risk-in-prod = high risk in prod
value-rules-many-at-once = many at once
value-rules-test-orders = test orders
value-rules-config-above-test = configuration above test
value-rules-config-in-prod = configuration in prod
value-freezes-weekend = weekend
value-freezes-year-end = year-end
either = { $one } or { $other }

## What became of it

not-done = Not done: { $what }
done = Done: { $what }
failed = Failed: { $what }
uncertain = Unclear whether this happened: { $what }
uncertain-next = Check in the system, then type:
uncertain-done = resolve { $name } done
uncertain-undone = resolve { $name } undone
uncertain-redefined = Its definition was edited while Aval was stopped. It was not retried.
uncertain-after-restart = Aval restarted while it was running.
ticket-used-up = { $unit } now matches the ticket.
ticket-next =
    The next message is the ticket. Paste all of it in { $environment }.
    It can be used once, until { $until }.
ticket-paste = promote config { $ticket }
waiting-for = Waiting for { $needed ->
    [1] one approval from: { $names }
   *[other] { $needed } approvals from: { $names }
  }
without-app = No authenticator app yet: { $names }
withdraw-hint = To withdraw it: cancel { $name }
retry-hint = To try again: retry { $name }
continue-hint = To go on with the rest: compensate { $names }
granted-by = { $name } approved: { $what }
in-place-of = { $name } (in place of { $absent })
denied-by = { $name } denied it.
denied-by-because = { $name } denied it: { $reason }
you-denied = You denied: { $what }
escalated-early = Too few have received it. Now asked too: { $names }
escalated = Half of the time is over. Now asked too: { $names }
progress = { $count } of { $needed } approved
progress-granted = Approved by { $names }
progress-void = No longer counts: { $names }
progress-unable = May not answer any more: { $names }
progress-missing = Not answered yet: { $names }
progress-unreceived = Not received yet by { $count } of { $needed } { $needed ->
    [1] approver
   *[other] approvers
  }: { $names }
card-failed =
    The card could not be sent to { $name } ({ $why }).
    The requester may type: cancel { $command }, and then ask once more.
card-failed-unsaid = no reason given
card-never-wrote =
    { $name } has never written to this number, so no card may be sent to them.
    Ask { $name } to send one message here first; then ask again.
progress-groups = Still needed: { $roles }
rejected-approval-denied = The approval was denied.
rejected-approval-expired = It was not approved in time. The requester may ask again.
rejected-confirmation-expired = It was not confirmed in time. If you still need it, ask again.
rejected-cancelled = It was withdrawn.
rejected-unauthorized = A right is missing. { $reader ->
    [only-admin] Type
   *[other] Ask { one-admin }, or type
  }: who can approve { $name }
rejected-requester-unauthorized = The requester has no right to this. { ask-admin }
rejected-rights-changed = Rights of requester or approver changed. It must be asked again.
rejected-policy-missing = No policy covers this, so it is refused. { $reader ->
    [admin] To bind another: use policy
    [only-admin] To bind another: use policy
   *[other] Ask an admin.
  }
rejected-policy-unreadable = The policy cannot be read, so this is refused. See: status
rejected-locked-down = This environment is in lockdown. See: lockdown status
    .then = A lockdown was on then, and nothing started. Ask again once it is over.
rejected-policy-changed = The action or the policy changed meanwhile. It must be asked again.
rejected-rate-limited = Too many requests from you: { $most } in { $within }. Ask again later.
rejected-open-requests = The limit is { $most } open requests. Wait or withdraw one. See: pending
rejected-rate-limited-tenant = Too many requests in { $tenant }: { $most } in { $within } for all. Ask again later.
rejected-rate-limited-class = Too many { $class } requests here: { $most } in { $within } for all. Ask again later.
rejected-frozen = The freeze “{ $freeze }” is on { $until } (policy { $pack } { $version }). Ask again after it.
    .then = The freeze “{ $freeze }” was on then (policy { $pack } { $version }). Ask again after it.
rejected-forbidden = A rule of the policy forbids it. See: why was I refused
rejected-denied-before = Denied too often lately. An admin must type: allow { $name } again
blocked = It was not approved in time. The requester may type: ask again { $name }
state-blocked = expired; the requester may type: ask again { $name }
reminder = Still waiting for you: { $what }, until { $at }
approval-revoked = { $name } revoked their approval: { $what }
own-request-denied = You asked for { $name } yourself. Another admin must allow it.
revoked-too-often = { $name } was sent out too often. Your approval stays; the requester may withdraw it.
sandbox-cannot-decide = This affects the whole environment. People of a sandbox cannot ask for it.
resolved-done = A person says that it happened.
resolved-undone = A person says that it did not happen.
bulk-stopped =
    It stopped at { $at }.
    Done: { $done_count ->
        [0] none.
       *[other] { $done }.
    }
    Not started: { $left_count ->
        [0] none.
       *[other] { $left }.
    }
bulk-left =
    A person says that { $at } was undone.
    Done: { $done_count ->
        [0] none.
       *[other] { $done }.
    }
    Not started: { $left_count ->
        [0] none.
       *[other] { $left }.
    }
rejected-impossible = It cannot be done to this target now.
rejected-quota-reached = The agent's quota of units is used up. Delete some, or raise the quota.
rejected-unavailable = The system did not answer. Try again later.
rejected-definition-changed = Its definition was edited after the request. It must be asked again.
rejected-record-changed = Record and evidence do not match: nothing was done. Wait for an admin.
state-proposed = being prepared
state-confirmation-requested = waiting for its confirmation
state-authorized = authorized
state-approval-required = waiting for approval
state-approval-requested = waiting for approval
state-approval-granted = approved
state-approval-denied = denied
state-started = under way
state-uncertain = unclear
state-unclear = unclear; check, then type: resolve { $name } done, or undone
state-succeeded = done
state-failed = failed
state-rejected = rejected
state-line = State: { $state }

## Refusals: what, why, and what to do

# `$reader` is `admin` where the reader is one, and `only-admin` where nobody else is.
one-admin = { $reader ->
    [admin] another admin
   *[other] an admin
  }
ask-admin = { $reader ->
    [admin] Ask another admin.
    [only-admin] You are the only admin. On the server: aval people admin NAME
   *[other] Ask an admin.
  }
stranger = This number serves enrolled people only. Ask an admin to enrol you.
you-are-suspended = Your rights are suspended. { $reader ->
    [only-admin] On the server: aval people restore { $person }
   *[other] Ask { one-admin } to restore them.
  }
form-voice = Voice notes never confirm or approve anything. Please type it.
form-media = Pictures and files never confirm or approve anything. Please type it.
form-reaction = Reactions never confirm or approve anything. Please type the answer.
form-poll = Polls never confirm or approve anything. Please type the answer.
form-edit = An edited message changes nothing. Please send a new one.
form-forward = Forwarded messages never confirm or approve. Please type it yourself.
form-other = Only typed text counts here.
too-long = That text is too long: { $most } characters at most.
too-late = That message arrived too late to count. Please send it again.
other-tenant = { $named } is not yours: here you act in { $own }. Nothing was done.
same-id-other-content = Two texts had the same message id. The first counts; send a new one.
same-id-enough = More of these in this hour get no answer.
not-settled = Not done: the evidence could not be written. Try again in a minute.
not-understood = I did not understand that. Type menu or help.
words-decide-nothing = Yes or no in words does not count; only the numbers do.
did-you-mean = Did you mean: { $text }
given-up = All right, forgotten.
nothing-open = No question is open for you here. To see your requests: pending
nothing-open-named = { $name } does not wait for your confirmation. See: pending
open-elsewhere = { $name } waits in the chat where you asked for it. Answer there.
token-needed = Approve: 1 TOKEN. Deny: 2 TOKEN. The token is on your approval card.
token-needed-code = Approve: 1 TOKEN CODE. Deny: 2 TOKEN. (TOKEN: card, CODE: your app)
nothing-decided = Nothing is decided yet. Type only the part before the dash:
replies-to-another = The message you replied to is about something else. This is open:
already-answered = That was answered already.
say-just = Type only { $word }, and nothing else.
acknowledge-by-name = This is { $word }. To confirm, type: { $typed }
proposed-answer-by-name = An agent proposed this. Answer with the name of the request:
sent-before-shown = You answered before this was shown. Answer with the request's name:
sent-before-lockdown = You sent this before a lockdown. Look again, then answer again.
sent-before-suspension = You sent this before your rights were suspended. Please answer again.
several-open = Several questions are open. Which one?
numbers-later = First answer the question below. Then answer this one with 1 or 2.
meant-elsewhere = This reply may be about something else. Use the request's name:
no-such-number = There is no line { $number }. Type a number of the list.
no-such-command = There is no { $name } that you may see. To see what is open: pending
only-requester-withdraws = Only the requester of { $name } can withdraw it.
too-late-to-withdraw = { $name } can no longer be withdrawn: { $state }
too-few-approvers = { $needed ->
    [1] One approver is needed
   *[other] { $needed } approvers are needed
  } and { $count ->
    [0] nobody
   *[other] { $count }
  } can be asked.
more-approvers = { $reader ->
    [admin] To add somebody: make NAME { $role }
   *[other] { ask-admin }
  }
no-more-approvers = Nobody can be added in a lockdown.
too-few-can-lift = { $reader ->
    [only-admin] On the server: aval people admin NAME
   *[other] Nobody can be added in a lockdown.
  }
not-entitled = Your rights do not include: { $scopes }. { ask-admin }
    .wide =
        Your rights do not include:
        • { $scopes }
        { ask-admin }
token-unknown = I do not know this token. Copy it from your newest approval card.
token-not-yours = This token is not yours. Use the one on your own card.
token-void = This token is no longer valid. { $name }: { $state }
tries-left = { $count ->
    [one] One more wrong answer locks your answers.
   *[other] { $count } more wrong answers lock your answers.
  }
answers-locked = Too many wrong answers. You cannot answer until { $until }.
approvals-suspended = Approvals are suspended here until an admin types: resume approvals
approvals-not-suspended = Approvals are not suspended.
not-an-approver = Your rights do not include: { $scope }. { ask-admin }
code-missing = The code of your authenticator app is missing: 1 TOKEN CODE
code-not-enrolled = You need an authenticator app. { $reader ->
    [admin] On the server
    [only-admin] On the server
   *[other] Ask an admin to run
  }: aval people enrol { $person } --env { $environment }
code-waits = Your authenticator app is not in use yet: an admin must approve it.
code-wrong = Wrong code. Type the one that your app shows now.
code-used = That code was used already. Wait for the next one in your app.
code-used-not-needed = That code was used already. None is needed now: send the token alone.
code-recovery-used = That recovery code was used already. Use another one, or your app.
code-no-code = What follows the token is not a code. Type only 1 and the token.
replay-granted = You approved this already, { $at }.
revoke-hint = To revoke your approval: revoke { $name }
replay-revoked = You revoked that answer. Use the token of your newest approval card.
replay-not-in-place = That answer no longer counts: you no longer answer for that person.
replay-denied = You denied this already, { $at }.
give-up-hint = (or: stop)
begins-a-command = “{ $text }” starts a command. Type all of it, or quote your answer.
slot-id = Type one word: a name or a number.
slot-text = Type at least one character, and at most { $most }.
slot-number = Type a number from { $low } to { $high }.
slot-number-two-ways = { $text } can be read in two ways. Type { $whole } or { $fraction }.
slot-choice = Choose one of: { $options }
slot-person = Nobody here is called { $text }. Check the name.
slot-person-several = Several people are called { $text }. Type one of: { $people }
slot-command = The name of a request looks like C-7F3K.
slot-scope = A scope looks like admin.approve.recovery.
slot-phone = A phone looks like +5511900000001.
slot-moment = Type it like: friday 18:00, tomorrow 9:00, 2026-01-09 18:00, for 2h.
slot-moment-two-ways = { $text } can be read in two ways. Type { $day_first } or { $month_first }.
slot-moment-hour = { $text }: a time of day, or a length of time? Type { $clock }, or: for { $span }
slot-targets = Type names such as C-7F3K C-9M2D, or a length of time such as 2h.
slot-span = A length of time looks like 30m, 2 hours or 7 days.

grant-already = { $name } has { $scope } already.
grant-not-there = { $name } has no grant of { $scope } to revoke (roles: { $roles }).
role-not-there = { $name } does not have the role { $role } (roles: { $roles }).
scope-unknown = There is no scope { $scope }; known: { $scopes }.
role-unknown = There is no role { $role }; known: { $roles }.
already-suspended = The rights of { $name } are already suspended.
not-suspended = The rights of { $name } are not suspended.
nothing-to-activate = No authenticator app of { $name } waits for approval.
another-app-shown = A newer app was shown for { $name }. Only the newest request counts.
app-asked-already = This app waits for an answer already: { $command }. Use that card's token.
roles-stay = { $name } keeps these roles: { $roles }. Leave the role out.
already-enrolled = { $name }, or that phone, is already enrolled.
person-id-wrong = { $id } cannot be an id. Use a to z, 0 to 9, - and _, a letter first.
id-reserved = In the evidence { $id } means somebody else. Choose another id.
notice-rights = { $environment } · By { $by }: { $what }
delegation-unknown = This policy does not allow delegation.
delegation-self = That is you. Name somebody else.
delegation-long = At most { $most } from now. Name an earlier end.
delegation-none = Nobody answers in your place.
delegation-notice =
    { $environment } · You answer for approvals in place of { $name }
    until { $until }.
delegation-ended = { $environment } · You no longer answer in place of { $name }.
delegation-over =
    { $environment } · The delegation to { $name } is over.
    You answer for yourself again.
delegate-replaced =
    { $delegate } no longer answers in place of { $name }.
    Now asked: { $next }.
delegate-removed = { $delegate } no longer answers in place of { $name }, and nobody replaces them.
now-asked-too = Now asked too: { $names }.
until-past = That time has passed. Name a later one.
only-requester-asks-again = Only the requester of { $name } can ask again.
not-blocked = { $name } need not be asked again: { $state }
no-vote-of-yours = You have no approval of { $name } to revoke.
too-late-to-revoke = Your approval of { $name } can no longer be revoked: { $state }
not-to-retry = { $name } cannot be retried: { $state }
ended-ask-again = { $name } has ended: { $state }. Make a new request.
unclear-resolve-first = { $name } is still unclear. Check, then type: resolve { $name } done, or undone
not-to-undo = { $name } cannot be undone: { $state }
words-erased = { $what }; its text is erased, as its retention is over
erased-not-undone = { $name } is too old to undo: its text is erased. Make a new request.
no-undo = { $name } is of a kind that cannot be undone.
undo-instead = To undo it: undo { $name }
retried-by = Its retry is { $name }.
not-yours-to-recover = Your rights do not include what { $name } needs. { ask-admin }
nothing-to-compensate = There is nothing to compensate.
undone-already = { $name } is already undone: { $by }.
being-undone = { $name } is being undone by { $by }. Wait until that has ended.
undone-by = It was undone by { $by }.
too-many-to-compensate = Too many at once: { $most } at most.
not-yours-to-resolve = Only the requester of { $name }, or whoever may approve recoveries, resolves it.
not-uncertain = { $name } is not unclear: { $state }
no-suspicion = There is no suspicion to lift.
notice-suspicion = { $environment } · Many wrong answers: a stricter profile applies now. To end it: lift suspicion
emergency-lasts = It lasts { $span }.
emergency-off = This policy does not allow emergencies.
emergency-open-already = An emergency is already open, or waits for its review.
emergency-none = No emergency is declared.
emergency-notice =
    { $environment } · EMERGENCY declared by { $by }: { $reason }
    Until { $until }, { $needed ->
        [one] { $needed } approval is enough.
       *[other] { $needed } approvals are enough.
    }
    Everything is recorded and will be reviewed.
emergency-over = { $environment } · the emergency is over.
review-hint = { $needed ->
    [1] 1 person who did not declare it
   *[other] { $needed } people who did not declare it
  } must type: review emergency
emergency-is-off = { $environment } · no emergency.
emergency-is-on = { $environment } · EMERGENCY until { $until }, by { $by }: { $reason }
emergency-in-review = { $environment } · emergency of { $by } ({ $reason }), reviews so far: { $count }
review-none = There is nothing to review.
review-too-early = The emergency is still on. Review it once it is over.
review-not-own = Whoever declared it cannot review it.
review-again = You have reviewed it already.
review-more = Reviewed. { $count } more must review it.
review-closed = Reviewed and closed.

## Questions and answers

menu-title = { $environment } · { $name }, you may ask:
menu-hint = Type a number or the words. Everything: help
help-grammar = Ask in words. 1 confirms, 2 aborts. With the token of a card: 1 approves, 2 denies.
answer-title = { $environment } · { $what }
status-title = { $environment } · { $instance }
status-open = { $count ->
    [0] No request is open.
    [one] One request is open.
   *[other] { $count } requests are open.
  }
status-evidence = { $count ->
    [1] 1 artifact of evidence
   *[other] { $count } artifacts of evidence
  }
status-load = Waiting for answers from: { $each }
status-suspended = Approvals are suspended.
status-place-failing = { $place } has accepted nothing since { $since } ({ $why }).
report-title = { $environment } · report of { $span }
report-none = Nothing was asked in this time.
report-total = { $count ->
    [one] One request
   *[other] { $count } requests
  }
report-outcomes = done { $done }, failed { $failed }, refused { $refused }, open { $open }
report-classes = by class: { $each }
report-approver = { $name } approved { $granted }, denied { $denied }
report-cut = Only the newest { $count } are counted.
report-period = { $since } to { $until }
report-timeline = Requests over time
report-by-class = By class
report-by-outcome = By outcome
report-by-approver = By approver
report-done = done
report-failed = failed
report-refused = refused
report-open = open
report-granted = approved
report-denied = denied
pending-title = { $environment } · open requests
pending-none = Nothing is open for you.
pending-yours = Waiting for your answer: { $names }
pending-line = { $name } · { $class } · { $what }
    .wide =
        { $name } · { $class }
        • { $what }
can-approve = { $needed ->
    [1] One of: { $names }
   *[other] { $needed } of: { $names }
  }
scopes-title = { $environment } · { $name }: { $roles }
scopes-suspended = These rights are suspended now.
scopes-delegated = { $name } answers in their place until { $until }
refusal-none = Nothing of yours was refused lately.
decisions-title = { $environment } · decisions of { $name }
decisions-none = No decisions yet.
nobody-can-approve = Nobody can approve this now. { ask-admin }
needs-no-approval = It needs no approval.
audit-title = { $environment } · evidence since { $since }
    .wide =
        { $environment } · evidence
        since { $since }
audit-none = No evidence in that time.
audit-time = { $time }:
audit-line = { $type } { $actor }
    .wide =
        { $type }
        • { $actor }
audit-line-of = { $type } { $actor } { $name }
    .wide =
        { $type }
        • { $actor } { $name }
audit-more = … and { $count } more
audit-many = … and at least { $count } more
evidence-proof = Artifacts { $first } to { $last } of { $size }, last { $hash }, root { $root }
verify-title = { $environment } · evidence
verify-ok = ok { $count } { $count ->
    [1] artifact
   *[other] artifacts
  }, head { $head } ({ $tenant })
verify-bad = BROKEN at { $seq } ({ $tenant }): { $what ->
    [edited] something was edited after it was written, or damaged
    [removed] rows were removed, or an older file was restored
    [added] rows were inserted, swapped or copied from elsewhere
    [erased] what retention erased does not match its record
    [rewritten] the past was rewritten after it was signed
    [note] a checkpoint in it proves nothing
    [command] the record of a command does not fit its evidence
    [vote] an answer is counted that nobody gave
    [settings] lockdown or policy is not what people decided
    [counts] what counts against a limit was edited
   *[other] the file is damaged
  }
verify-bad-more = and { $count } more { $count ->
    [one] break
   *[other] breaks
  }
verify-bad-hint = Keep a copy of the file. On the server: aval verify. To stop effects: lockdown on REASON
evidence-changed = CHANGED after it was written: { $seqs }. It proves nothing now. Ask an auditor: verify evidence
command-changed = { $name } · CHANGED in the file, not by Aval. It is not shown or carried out. Ask an auditor: verify evidence
commands-changed = CHANGED in the file, not by Aval, and not shown: { $names }. Ask an auditor: verify evidence
policy-title = { $environment } · policy { $pack } { $version }
policy-profile = Profile { $profile }
policy-digest = Digest { $digest }
policy-evidence = Last change: evidence { $id }
policy-none = No policy can be read: { $error }
lockdown-stays = Too few people can lift it again.
lockdown-stays-hint = Or: lockdown on for 2h REASON
lockdown-not-whole = Only a part is in lockdown. To lift it: lockdown off { $what }
lockdown-is-off = { $environment } · open. No lockdown.
lockdown-is-on = { $environment } · LOCKDOWN since { $since } by { $by }: { $reason }
lockdown-failed-start = { $environment } · LOCKED: the policy cannot be read. { $error }
notice-message-changed = { $environment } · A waiting message was changed in the file, not by Aval. It was not sent. Run: aval verify
lockdown-record-changed = { $environment } · LOCKED: the file was changed, not by Aval. Restore a backup. Details: aval verify
lockdown-notice-on = { $environment } · LOCKDOWN by { $by }: { $reason }. Nothing starts until it is lifted.
lockdown-notice-off = { $environment } · lockdown lifted by { $by }.
lockdown-notice-kept = { $environment } · { $by } lifted the lockdown, but not yours. To lift yours: lockdown off tenant { $of }
lockdown-is-on-until = { $environment } · LOCKDOWN since { $since } by { $by }, until { $until }: { $reason }
lockdown-notice-on-until = { $environment } · LOCKDOWN by { $by } until { $until }: { $reason }. Nothing starts before then.
lockdown-done-until = Done: lockdown is on. Nothing starts before { $until }.
lockdown-over = { $environment } · The lockdown is over: its time is up. Requests are accepted again.
another-tenant = another tenant
reason-hidden = reason not shown
lockdown-of-connector = connector { $of }
lockdown-of-class = class { $of }
lockdown-of-tenant = tenant { $of }
lockdown-of-agent = agent { $of }
lockdown-until = until { $at }
lockdown-open-ended = until it is lifted
lockdown-part-is-on = { $environment } · LOCKDOWN of { $what } since { $since } by { $by }, { $until }: { $reason }
lockdown-part-notice = { $environment } · LOCKDOWN of { $what } by { $by }, { $until }: { $reason }. Everything else goes on.
lockdown-part-lifted = { $environment } · lockdown of { $what } lifted by { $by }.
lockdown-part-over = { $environment } · The lockdown of { $what } is over: its time is up.
lockdown-part-already = Already in lockdown, for as long or longer: { $what }
lockdown-part-is-off = Not in lockdown: { $what }
lockdown-part-of-others = Only people of its tenant, or of the one that locked it, can lift it: { $what }
lockdown-no-such-part =
    There is nothing with that name.
    Connectors: { $connectors }.
    Classes: { $classes }.
    Tenants: { $tenants }.
lockdown-agents = Agents: { $agents }.
rejected-locked-part = A lockdown covers this. See: lockdown status
    .then = A lockdown covered this then. Ask again once it is over.
rejected-locked-since = A lockdown made an approval void. It must be asked again.
locked-now = LOCKDOWN: a yes now ends this
locked-now-no-effect = request, and nothing is done.
suspended-now = Approvals are suspended here.
stopped-by-lockdown = A lockdown began first. Nothing happened. Ask again once it is over.
stopped-by-expiry = Its time was over before it started. Nothing happened. Ask again.
stopped-by-policy = A freeze or rule of the policy began first. Nothing happened. Ask again after it.
unclear-under-lockdown = A lockdown began. It may have been sent before Aval restarted, and may still arrive.
unclear-past-expiry = Its time is over. It may have been sent before Aval was restarted, and may still arrive.
unclear-under-policy = The policy forbids it now. It may have been sent before Aval restarted, and may still arrive.
denied-ask-again = { $name } was denied after it was approved. Make a new request.
locked-ask-again = A lockdown came after { $name } was approved. Make a new request.
unclear-ask-again = It is unclear whether { $name } happened. Make a new request.
record-changed = Record and evidence do not match: nothing was done. Wait for an admin.
stopped-ask-again = { $name } was stopped before it started. Make a new request.
notice-agent-locked = { $environment } · The agent { $name } keeps asking for what only people may. It is locked until { $until }.
notice-locked = { $environment } · Too many wrong answers from { $name }. They cannot answer for a while.
notice-record-changed = { $environment } · { $name } was stopped: record and evidence do not match. Run: aval verify
notice-suspended = { $environment } · Too many wrong answers: approvals are suspended. To accept them again: resume approvals
notice-resumed = { $environment } · Approvals are accepted again.
no-such-pack = There is no such policy pack or profile; known packs: { $packs }
policy-in-force = Already in force: { $pack } { $version }, { $profile }
notice-policy = { $environment } · { $by } bound policy { $pack } { $version }, { $profile }.
notice-drift =
    { $environment } · Policy drift: { $pack } { $version }, { $profile } is in force now, and nobody changed it in chat.
    If none of you meant it: lockdown on REASON
notice-redefined =
    { $environment } · Changed since the last start: { $names }{ $more ->
        [0] .
       *[other] {" "}and { $more } more.
    }
    Nobody approved that in chat. If none of you meant it: lockdown on REASON
notice-unit-expired = { $environment } · { $unit } has expired. Nobody touched it for { $span }.
notice-unit-expired-back = To restore it: restore config { $unit }
notice-egress = { $environment } · A connector tried to reach { $host }, which is not declared. It was stopped.
challenge-code =
    Tell { $name } this code by voice, never in a chat:
    Code: { $code }
    Only { $name } types it to this number, from their own phone, until { $until }.
challenge-wrong = This code is wrong or has expired. Ask the admin who gave it to you.
challenge-not-yours = This code is for somebody else: this phone is { $name }'s.
challenge-done =
    { $environment } · Welcome, { $name }: this phone is now yours here.
    To see what you may ask: menu
challenge-unseen =
    { $environment } · The code is right, { $name }.
    WhatsApp does not show your number here.
    Your rights are suspended until it does, or until an admin restores them.
not-proven-yet = { $name } has not typed the code yet. To give a new one: enrol { $id } PHONE
notice-enrolled = { $environment } · { $name } typed the code from their phone, and is enrolled.
notice-number-unseen =
    { $environment } · { $name } typed the code, but WhatsApp does not show from which number.
    Check with them by voice, then: restore rights of { $name }
notice-challenge-over =
    { $environment } · { $name } did not type the code in time.
    To give a new one, enrol them again.
notice-challenge-elsewhere =
    { $environment } · { $name }'s code was typed from another number, { $phone }, and does not count.
    If it is theirs (ask by voice): enrol { $id } { $phone }
    If not, somebody else has the code: give a new one.
notice-challenge-guesses = { $environment } · Somebody is guessing enrolment codes. Theirs are refused for a while.
notice-undelivered = { $environment } · { $name }: { $what }
notice-identity =
    { $environment } · The number or key of { $name } changed: their rights are suspended.
    Check with them by voice, then: restore rights of { $name }
notice-place-stalled = { $environment } · { $place } has accepted no { $sends ->
    [checkpoints] checkpoint
   *[other] evidence
} since { $since } ({ $why }).
    Aval keeps trying. To see more: aval doctor
notice-place-disagrees =
    { $environment } · { $place } signed another history than the evidence here ({ $why }).
    Somebody may have restored an older file, or cut or rewritten it. Nothing there was overwritten.
    To check: verify evidence
notice-witness-forgot =
    { $environment } · { $place } knows less of the evidence than it cosigned before: it lost data.
    From now on it vouches only for what it saw since. Its earlier signatures are kept here.
notice-connector-stalled =
    { $environment } · { $connector } has not answered since { $since }.
    It is paused for a while: requests that need it are refused at once.
notice-connector-resumed = { $environment } · { $connector } answers again.
notice-place-resumed = { $environment } · { $place } accepts { $sends ->
    [checkpoints] checkpoints
   *[other] evidence
} again. Nothing is missing there.
notice-place-rewound =
    { $environment } · The evidence here is not what { $place } was sent before.
    Somebody may have restored an older file. All of it is sent again.
    To check: verify evidence
notice-place-moved =
    { $environment } · { $place } has a new address, where nothing was sent yet.
    All of the evidence is sent there, from the beginning.
notice-place-rejected = { $environment } · { $place } discarded { $count ->
    [one] one artifact
   *[other] { $count } artifacts
} of evidence.
    They are kept here; the log of { $place } says why.
checkpoint-message =
    { $environment } · Checkpoint of the evidence.
    Keep this message: it proves later that nothing before it was changed.
    To check it: aval verify --env { $id } --checkpoint FILE
checkpoint-line = { $line }
notice-app-first =
    { $environment } · The authenticator app of { $name } is in use.
    It was activated at the command line: no other admin with an app could be asked.
    .hint = If nobody meant it: suspend { $person }
notice-app-shown =
    { $environment } · A new authenticator app for { $name } was shown at the command line.
    It counts once an admin approves it.
    .hint = If nobody meant it, deny it, or: suspend { $person }
app-replaced = It replaces the app in use since { $since }, which no longer counts.
your-app-first =
    { $environment } · Your authenticator app is in use.
    It was activated at the command line; nobody else was asked.
    .hint = If it was not for you, tell an admin.
your-app-shown =
    { $environment } · A new authenticator app was shown for you at the command line.
    .hint = If it was not for you, tell an admin.
notice-rights-restored =
    { $environment } · The rights of { $name } are restored.
    It was done at the command line: too few admins were left to decide it in chat.
    If nobody meant it: suspend { $person }, or lockdown on
notice-rights-of-admin =
    { $environment } · { $name } is an admin now.
    It was done at the command line: too few admins were left to decide it in chat.
    If nobody meant it: suspend { $person }, or lockdown on
your-rights-restored =
    { $environment } · Your rights are restored.
    It was done at the command line; nobody else was asked.
your-rights-of-admin =
    { $environment } · You are an admin now.
    It was done at the command line; nobody else was asked.

forgotten-in-session = The WhatsApp session forgets its keys, aliases, chats and texts of this person too.
kept-in-browser = The browser's profile keeps its chats; delete the chat on the phone, or unlink the account.
hold-is-on = A legal hold is on: { $reason }
hold-is-off = No legal hold is on.
hold-of-others = Another tenant needs this legal hold. Only its people can turn it off.
hold-notice-on = { $environment } · legal hold: { $reason }. Nothing is erased.
hold-notice-on-elsewhere = { $environment } · legal hold by another tenant. Nothing is erased.
hold-notice-off = { $environment } · legal hold is off.
retention-line = { $environment } · kept: evidence { $evidence }, messages { $messages }

## Rules: each completes the sentence "it was decided so because …"

rule-line = { $mark } { $text }
rule-allowed = It could be requested, because:
rule-refused = It was refused. A minus marks the reason:
rule-policy-readable = the bound policy pack can be read and is unchanged
    .not = the bound policy pack cannot be read, or was changed
rule-environment-open = the environment accepts requests
    .not = { $locked ->
        [connector] connector { $of } was in lockdown
        [class] class { $of } was in lockdown
        [tenant] tenant { $of } was in lockdown
        [agent] agent { $of } was in lockdown
       *[whole] the environment accepted no requests then
    }
rule-requester-holds-scope = the requester may: { $scopes }
    .bare = everybody enrolled may ask for it
    .not = the requester may not: { $scopes }
rule-approval-policy-present = an approval policy covers this class
    .not = no approval policy covers this class
rule-within-limits = { $limit ->
    [tenant_requests] the tenant is within its limit
    [class_requests] this class is within its limit
   *[other] the requester is within the limits
}
    .not = { $limit ->
        [tenant_requests] the tenant is past its limit
        [class_requests] this class is past its limit
       *[other] the requester is past the limits
    }
rule-not-denied-before = it was not denied too often lately
    .not = it was denied too often lately
rule-not-frozen = no freeze is on
    .not = a freeze was on: “{ $freeze }”
rule-not-forbidden = no rule forbids it
    .not = a rule forbids it: “{ $name }”
rule-change-risk = the change risk is { $class ->
    [HIGH] high
    [MEDIUM] medium
   *[LOW] low
  }
rule-content-rule = the rule “{ $name }” applies
rule-emergency-declared = an emergency is declared
rule-under-suspicion = suspicion makes the profile stricter
rule-confirmation-needed = the requester must confirm it
rule-agent-proposed = an agent proposed it, so its owner must confirm it
rule-agent-acts = an agent may do it by itself here
rule-agents-may-ask = agents may ask for it
    .not = only people may ask for it; an agent did
rule-no-approval-needed = this class needs no approval here
rule-approval-needed = class { $class } needs { $approvers ->
    [1] one approval
   *[other] { $approvers } approvals
  } by the policy “{ $policy }” ({ $profile })

## Connectors

no-such-connector = No connector is called { $name } here. { $reader ->
    [admin] Add it to environment.yaml.
    [only-admin] Add it to environment.yaml.
   *[other] Ask an admin.
  }
connector-slot-missing = { $connector } needs { $slot }.
connector-slot-wrong = { $slot } is not valid. Type it again.
connector-operation-unknown = { $connector } has no operation { $operation }.
connector-path-wrong = This value would change the address at { $connector }; nothing was sent.
connector-egress-denied = { $host } is not a declared host of { $connector }; nothing was sent.
connector-unreachable = { $connector } cannot be reached; nothing was sent. Try again later.
connector-timeout = { $connector } did not answer in time.
connector-lost = The connection to { $connector } broke before the answer.
connector-paused =
    { $connector } has not answered since { $since }; nothing was sent.
    Try again later.
connector-busy = { $connector } is busy and did nothing. Try again later.
connector-broken = { $connector } answered with an error ({ $status }).
connector-redirected = { $connector } redirected the call; Aval does not follow. Tell an admin.
connector-answer-unreadable = The answer of { $connector } could not be read ({ $field }).
connector-target-changed = { $field } of the target in { $connector } is no longer what was approved. Ask again.
connector-answer-contradicts = { $connector } accepted it, but its answer shows { $field } unchanged.
connector-answer-other = { $connector } was asked about { $asked } and answered about { $answered }. It does not count; tell an admin.
connector-answer-too-large = The answer of { $connector } is too large.
connector-not-found = It does not exist.
connector-conflict = It cannot be done now.
connector-not-allowed = { $connector } does not accept our credentials ({ $status }).
connector-refused = { $connector } refused ({ $status }).
connector-no-twin = { $operation } has no sandbox twin.
secret-missing = { $reference } is not set. { $reader ->
    [admin] Set it on the server.
    [only-admin] Set it on the server.
   *[other] Ask an admin.
  }
secret-link = { $reference } is a link, which is not followed; put the file itself there.
secret-unusable = { $reference } cannot be used: it must be one line of plain characters.
secret-file-open = { $reference } is readable by others; chmod 600.
shop-order-not-found = Order { $order } does not exist.
shop-order-already-cancelled = Order { $order } is already cancelled.
shop-order-already-open = Order { $order } is already open.
config-unit-missing = There is no unit { $unit }.
quota-reached = { $agent } has { $count } of { $most } { $of ->
    [all] units
   *[other] units of the kind { $kind }
  }. Delete some, or ask an admin for a larger quota.
config-lifetime-none = Units have no lifetime here. Leave it out.
config-lifetime-too-long = The longest lifetime here is { $most }.
config-lifetime-absent = { $unit } has no lifetime to renew.
config-not-its-own = An agent may delete only what it created, and { $unit } is not its own.
config-unit-exists = { $unit } already exists.
config-unit-changed = { $unit } changed meanwhile. Ask again.
config-unit-foreign = { $unit } was changed, but not by Aval. An admin must restore it from a backup.
config-units-foreign = A unit was changed, but not by Aval. An admin must restore it from a backup.
config-name-wrong = { $unit } is not a name: small letters, digits, dots, hyphens, at most 60.
config-kind-missing = Which kind: { $kinds }?
config-kind-unknown = There is no kind { $kind }; known: { $kinds }.
config-field-missing = { $field } is needed.
config-field-unknown = { $kind } has no field { $field }; it has { $fields }.
config-value-integer = { $field } must be a whole number from { $min } to { $max }.
config-value-number = { $field } must be a number from { $min } to { $max }.
config-value-not-boolean = { $field } must be yes or no.
config-value-not-text = { $field } must be text.
config-value-too-long = { $field } has at most { $max } characters.
config-value-pattern = { $field } must look like { $pattern }.
config-value-same = { $field } of { $unit } is already { $value }.
config-hand-on-last = { $environment } is the last environment; nothing is handed on from it.
config-hand-on-lifetime =
    { $unit } has a lifetime, so it goes no further than test.
    Delete it, let a person create it without a lifetime, and hand that on.
config-promotions-lowest = { $environment } is the lowest environment; nothing is promoted to it.
config-promotions-none =
    { $environment } takes no tickets yet: environment.yaml has no promotions.
    To print the key: aval attest --key --env { $from }
config-ticket-unreadable = This is not a whole ticket. Copy it again, all of it.
config-ticket-elsewhere = This ticket is from { $environment }; only those from { $from } are accepted here.
config-ticket-forged =
    This ticket was not signed with the key of { $from } in environment.yaml.
    Hand the unit on again. If that fails, an admin must check promotions.key.
config-ticket-time =
    This ticket is valid from { $since } until { $until }.
    Hand the unit on again.
config-ticket-tenant = This ticket belongs to another tenant.
config-ticket-sandbox = This ticket is from a sandbox, and is accepted in a sandbox only.
config-ticket-used =
    { $name } already used this ticket: { $unit } became revision { $revision }.
    Hand the unit on again.
config-ticket-older =
    A newer ticket was used here: revision { $newer } of { $unit }. This one is { $revision }.
    Change the unit there, and hand it on again.
config-ticket-same = { $unit } already matches the ticket.
config-ticket-kind = { $unit } is of the kind { $kind } here.
config-ticket-field = { $field } does not fit its field here.
config-ticket-too-long = The values of { $unit } are too long for a ticket of { $most } characters.
