// Guards against people who know the rules, for `guards.ts`.

const insiders = ['test/engine/insiders.test.ts']

const alone = ['test/engine/command-line-rights.test.ts']

export const guardsOfInsiders = [
  {
    guard: 'insider: whoever names their own tenant beside an answer raises no alarm',
    file: 'src/engine/decide.ts',
    text: 'understandChoice(plain(withoutTenants(typed)))',
    replacement: 'understandChoice(text)',
    tests: ['test/engine/answer-with-tenant.test.ts'],
  },
  {
    guard: 'alone: the command line decides nothing that a chat could',
    file: 'src/command/noticed/command-line-rights.ts',
    text: 'after === null || isDecidableInChat(facts, person, flow, slots)',
    replacement: 'after === null',
    tests: alone,
  },
  {
    guard: 'alone: whoever asks approves nothing',
    file: 'src/command/noticed/command-line-rights.ts',
    text: 'requester: asker.id,',
    replacement: "requester: '',",
    tests: alone,
  },
  {
    guard: 'alone: whom admins put to rest stays so',
    file: 'src/command/noticed/command-line-rights.ts',
    text: "suspended === 'identity_changed' || suspended === 'number_unseen' ?",
    replacement: 'suspended !== undefined ?',
    tests: alone,
  },
  {
    guard: 'alone: nothing is built on a changed file',
    file: 'src/command/noticed/command-line-rights.ts',
    text: " || (mode.kind === 'locked' && mode.cause !== 'by_request')",
    replacement: '',
    tests: alone,
  },
  {
    guard: 'insider: no profile lets an admin approve what they asked about people',
    file: 'flows/commands/people.grant.yaml',
    text: 'two_people: true\n',
    replacement: '',
    tests: ['test/environment/shipped-people.test.ts'],
  },
  {
    guard: 'insider: another reason is no other action',
    file: 'src/command/counts.ts',
    text: "one?.kind === 'text' && one.optional",
    replacement: 'false',
    tests: insiders,
  },
  {
    guard: 'insider: a phone that changes hands while its owner rests',
    file: 'src/command/noticed/noticed.ts',
    text: "one.suspended !== 'identity_changed'",
    replacement: 'one.suspended === undefined',
    tests: insiders,
  },
  {
    guard: 'insider: nobody approves their own erasure',
    file: 'src/command/asked/propose.ts',
    text: "does.startsWith('aval.people.') || does === 'aval.retention.forget'",
    replacement: "does.startsWith('aval.people.')",
    tests: insiders,
  },
  {
    guard: 'insider: no namesake inherits a duty',
    file: 'src/command/operations/retention.ts',
    text: '      ...endDelegationsTo(facts, person),\n',
    replacement: '',
    tests: insiders,
  },
  {
    guard: 'insider: no tenant of prod forgets within a year',
    file: 'src/environment/settings/contradiction.ts',
    text: '(one.retention?.evidence ?? year) < year',
    replacement: 'year < 0',
    tests: ['test/environment/settings.test.ts'],
  },
  {
    guard: 'insider: a code from an unseen number gives no rights',
    file: 'src/command/answered/challenge.ts',
    text: 'if (phonesOf(event).length > 0)',
    replacement: 'if (event.direct)',
    tests: ['test/transports/enrolment.test.ts'],
  },
  {
    guard: 'insider: only the number that was to be proved gives them',
    file: 'src/command/answered/challenge.ts',
    text: 'identifiersOf(event).includes(person.enrolment.phone)',
    replacement: "identifiersOf(event).some((one) => one.startsWith('+'))",
    tests: ['test/transports/enrolment.test.ts'],
  },
  {
    guard: 'insider: whoever is forgotten leaves no false alarm',
    file: 'src/command/finished/refuse-unproven.ts',
    text: 'if (isOfForgotten(facts, update.command, unproven))',
    replacement: "if (update.command.name === '')",
    tests: insiders,
  },
  {
    guard: 'insider: what the forgotten asked ends at once',
    file: 'src/store/erase.ts',
    text: '    endNow.run(person)\n',
    replacement: '',
    tests: insiders,
  },
  {
    guard: 'insider: what is unclear keeps what it says until it is resolved',
    file: 'src/store/erase.ts',
    text: "AND state IN ('started', 'uncertain')",
    replacement: "AND state = ''",
    tests: insiders,
  },
  {
    guard: 'insider: what ends after its requester was forgotten keeps no words',
    file: 'src/command/step.ts',
    text: 'const ends = endOfForgotten(facts, decided)',
    replacement: 'const ends: Step = []',
    tests: insiders,
  },
  {
    guard: 'insider: nobody of a sandbox binds a policy',
    file: 'src/command/operations/operations.ts',
    text: "  'aval.policy.bind',\n",
    replacement: '',
    tests: ['test/engine/attacks.test.ts'],
  },
] as const
