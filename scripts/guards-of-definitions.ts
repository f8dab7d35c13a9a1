// Guards between a file that was edited without a new version and an effect, for `guards.ts`.

const gate = 'test/engine/last-gate.test.ts'

const strict = ['test/environment/shipped-strictness.test.ts']

export const guardsOfDefinitions = [
  {
    guard: 'definition: a file of a home eases nothing that Aval does itself',
    file: 'src/environment/content.ts',
    text: 'if (isOfAval(flow) && !isShipped(file)) asStrict(flow, file)',
    replacement: '',
    tests: strict,
  },
  {
    guard: 'definition: what Aval does has one command, by which rules of packs name it',
    file: 'src/environment/shipped-strictness.ts',
    text: 'own.command !== command',
    replacement: 'false',
    tests: strict,
  },
  {
    guard: 'definition: a file of a home eases no class of what Aval does',
    file: 'src/environment/shipped-strictness.ts',
    text: 'classesOf(own).some((one, at) => isLess(one, usual[at] ?? one))',
    replacement: 'false',
    tests: strict,
  },
  {
    guard: 'definition: a file of a home gives no right to ask for what Aval does',
    file: 'src/environment/shipped-strictness.ts',
    text: 'isWider(scopes, shipped.scopes)',
    replacement: 'false',
    tests: strict,
  },
  {
    guard: 'definition: no effect on a connector goes on in a lockdown',
    file: 'src/command/spec.ts',
    text: "flow.available !== 'open' && flow.risk !== 'S0' && !flow.does.startsWith('aval.')",
    replacement: 'false',
    tests: ['test/command/declares.test.ts'],
  },
  {
    guard: 'definition: asked at the gate',
    file: 'src/command/finished/start.ts',
    text: 'if (changed !== null) return changed\n',
    replacement: '\n',
    tests: ['test/command/obstacle.test.ts'],
  },
  {
    guard: 'definition: every file that defines it',
    file: 'src/command/defined.ts',
    text: 'now[what] === digest',
    replacement: 'now[what] !== digest.repeat(2)',
    tests: [gate],
  },
  {
    guard: 'definition: the flow that an act is done by',
    file: 'src/command/defined.ts',
    text: 'doingAlike(rules.flows, flow), ...done]',
    replacement: 'doingAlike(rules.flows, flow)]',
    tests: [gate],
  },
  {
    guard: 'definition: the pack that would be bound, to the end of its digest',
    file: 'src/command/defined.ts',
    text: ': pack.digest }',
    replacement: ': pack.digest.slice(0, 12) }',
    tests: [gate],
  },
  {
    guard: 'definition: before anybody is asked to approve',
    file: 'src/command/asked/approve.ts',
    text: 'if (changed !== null) return reject(facts, decided, changed)',
    replacement: '',
    tests: [gate],
  },
  {
    guard: 'definition: before a grant counts',
    file: 'src/command/answered/vote.ts',
    text: 'if (changed !== null) return finish(',
    replacement: 'if (changed !== null && facts.now < 0) return finish(',
    tests: [gate],
  },
  {
    guard: 'definition: nor for what was changed already',
    file: 'src/command/answered/outdated.ts',
    text: 'flow !== undefined && !isAsShown(facts, command, flow)',
    replacement: 'flow !== undefined && command.preview === undefined',
    tests: ['test/engine/already-changed.test.ts'],
  },
  {
    guard: 'definition: before anybody else is asked or reminded',
    file: 'src/command/lapsed/lapsed.ts',
    text: 'if (ended !== null) return ended',
    replacement: '',
    tests: [gate],
  },
  {
    guard: 'definition: what is recorded is what was proposed',
    file: 'src/command/proved/recorded.ts',
    text: "return 'its definition'",
    replacement: 'return null',
    tests: ['test/store/verify-records.test.ts'],
  },
  {
    guard: 'definition: a grant covers no retry by another one',
    file: 'src/command/asked/recover.ts',
    text: 'isAsDefined(facts.rules, target) &&',
    replacement: '',
    tests: ['test/engine/retry-gate.test.ts'],
  },
  {
    guard: 'definition: what a restart left is not done by another one',
    file: 'src/engine/perform.ts',
    text: "work.what === 'apply' && !watch.asDefined(command)",
    replacement: "work.what === 'read' && !watch.asDefined(command)",
    tests: ['test/chats.test.ts'],
  },
  {
    guard: 'definition: a sandbox that is none any more',
    file: 'src/command/defined.ts',
    text: 'Object.assign({ sandbox, ...',
    replacement: 'Object.assign({ ...(sandbox === null ? {} : {}), ...',
    tests: ['test/engine/edited-files.test.ts'],
  },
  {
    guard: 'definition: how a connector is set',
    file: 'src/environment/content.ts',
    text: 'canonical({ base_url, egress, secrets })',
    replacement: 'canonical({ egress, secrets })',
    tests: ['test/environment/content.test.ts'],
  },
] as const
