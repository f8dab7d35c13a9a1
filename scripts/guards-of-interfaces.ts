// Guards against stalls, leaks and misleading output at the interfaces, for `guards.ts`.

const digest = ['test/engine/digest.test.ts']
const pattern = ['test/policy/pattern.test.ts']
const apart = ['test/environment/conform-tenants.test.ts']
const late = ['test/engine/connector-timeout.test.ts']
const secrets = ['test/environment/known-secrets.test.ts']

export const guardsOfEdges = [
  {
    guard: 'edge: a connector in code has its time',
    file: 'src/engine/guarded-connector.ts',
    text: 'if (answersWithinMs === null)',
    replacement: 'if (answersWithinMs !== undefined)',
    tests: late,
  },
  {
    guard: 'edge: a connector hears that nobody waits any more',
    file: 'src/engine/guarded-connector.ts',
    text: 'over.abort()\n',
    replacement: '\n',
    tests: late,
  },
  {
    guard: 'edge: whose answer is late is no failure',
    file: 'src/engine/guarded-connector.ts',
    text: "(reason) => ({ kind: 'unknown', reason })",
    replacement: "(reason) => ({ kind: 'failed', reason })",
    tests: late,
  },
  {
    guard: 'edge: a secret that is read later is blotted out',
    file: 'src/connectors/secrets.ts',
    text: "if (resolution.kind === 'found') options.known?.learn(reference.text, resolution.value)\n",
    replacement: '\n',
    tests: secrets,
  },
  {
    guard: 'edge: a folder of secrets that is a link leads to no other environment',
    file: 'src/connectors/secrets.ts',
    text: "if (lstatSync(folder).isSymbolicLink()) return { kind: 'problem', id: 'secret-link' }",
    replacement: 'lstatSync(folder)',
    tests: ['test/connectors/secrets.test.ts'],
  },
  {
    guard: 'edge: a variable of another environment is no secret of this one',
    file: 'src/environment/settings/contradiction.ts',
    text: 'if (other !== undefined && other !== environment)',
    replacement: 'if (other !== undefined && other === undefined)',
    tests: ['test/environment/settings.test.ts'],
  },
  {
    guard: 'edge: a port that is taken is for people to mend',
    file: 'src/cli/run.ts',
    text: 'throw new SetUpError(\n      `environment.yaml: metrics.port',
    replacement: 'throw new Error(\n      `environment.yaml: metrics.port',
    tests: ['test/cli/start-refused.test.ts'],
  },
  {
    guard: 'edge: the log asks at each record',
    file: 'src/engine/observability/log.ts',
    text: 'const redaction = (): Redaction => ({ secrets: secrets() })',
    replacement: 'const start = { secrets: secrets() }\n  const redaction = (): Redaction => start',
    tests: secrets,
  },
  {
    guard: 'edge: a secret that was replaced is blotted out as well',
    file: 'src/connectors/known-secrets.ts',
    text: '[value, ...before].slice(0, valuesMost)',
    replacement: '[value]',
    tests: secrets,
  },
  {
    guard: 'edge: connectors of an environment tell what they read',
    file: 'src/environment/connectors.ts',
    text: 'parts.variables, parts.notice, parts.known)',
    replacement: 'parts.variables, parts.notice)',
    tests: secrets,
  },
  {
    guard: 'edge: a date has the order of whoever writes it',
    file: 'src/conversation/slot.ts',
    text: '{ ...words, dayFirst }',
    replacement: 'words',
    tests: ['test/conversation/number-and-date-formats.test.ts'],
  },
  {
    guard: 'edge: what a moment adds counts behind the hundredth',
    file: 'src/command/tallies.ts',
    text: 'rank - (tallied.added ?? 0)',
    replacement: 'rank',
    tests: digest,
  },
  {
    guard: 'edge: ranks that a moment may reach are read',
    file: 'src/command/tallies.ts',
    text: 'most - momentMost + index',
    replacement: 'most',
    tests: digest,
  },
  {
    guard: 'edge: a played environment signs as time goes by',
    file: 'src/cli/simulated/simulated-time.ts',
    text: '      await checkpoint()\n',
    replacement: '',
    tests: ['test/environment/simulated-checkpoints.test.ts'],
  },
  {
    guard: 'edge: a message makes the next checkpoint due',
    file: 'src/cli/simulated/simulated-time.ts',
    text: 'signAt = Math.min(signAt, clock.now() + checkpointMs)',
    replacement: 'signAt = Math.min(signAt, Number.POSITIVE_INFINITY)',
    tests: ['test/environment/simulated-checkpoints.test.ts'],
  },
  {
    guard: 'edge: places outside have their turn as time goes by',
    file: 'src/cli/simulated/simulated-time.ts',
    text: 'if (!(await outward.whole(patienceMs))) patienceMs = 0',
    replacement: '',
    tests: ['test/environment/simulated-checkpoints.test.ts'],
  },
  {
    guard: 'edge: a place that hangs holds up a wait once',
    file: 'src/cli/simulated/simulated-time.ts',
    text: '(patienceMs))) patienceMs = 0',
    replacement: '(patienceMs))) patienceMs = attendedMs',
    tests: ['test/environment/simulated-checkpoints.test.ts'],
  },
  {
    guard: 'edge: a checkpoint that waits for its place goes out at its time',
    file: 'src/cli/simulated/simulated-time.ts',
    text: 'Math.min(signAt, outward.sendsAfter(clock.now()))',
    replacement: 'signAt',
    tests: ['test/environment/simulated-checkpoints.test.ts'],
  },
  {
    guard: 'edge: a pattern that may stall everybody is refused',
    file: 'src/policy/pattern.ts',
    text: "if (message !== null) context.addIssue({ code: 'custom', message, continue: false })",
    replacement: '',
    tests: pattern,
  },
  {
    guard: 'edge: a pattern that repeats too much is refused',
    file: 'src/policy/pattern.ts',
    text: '.programSize() <= programMost',
    replacement: '.programSize() > 0',
    tests: pattern,
  },
  {
    guard: 'edge: a pattern of RE2 alone is refused',
    file: 'src/policy/pattern.ts',
    text: "    new RegExp(pattern, 'u')\n",
    replacement: '',
    tests: pattern,
  },
  {
    guard: 'edge: conform notices a command that other tenants see',
    file: 'src/command/may-see.ts',
    text: 'if (viewer === undefined || viewer.tenant !== target.tenant) return false',
    replacement: 'if (viewer === undefined) return false',
    tests: apart,
  },
  {
    guard: 'edge: conform notices units that other tenants list',
    file: 'src/environment/connectors.ts',
    text: 'const all = await storeClient.units(tenant)',
    replacement:
      "const all = (await Promise.all(['sandbox', 'next-door'].map((one) =>\n" +
      "        storeClient.units(tenant.replace(/:.*/, ':' + one))))).flat()",
    tests: apart,
  },
  {
    guard: 'edge: conform notices an audit of all tenants',
    file: 'src/connectors/aval-evidence.ts',
    text: '    since,\n    tenant: order.tenant,\n',
    replacement: '    since,\n',
    tests: apart,
  },
  {
    guard: 'edge: conform notices units that two tenants share',
    file: 'src/store/units.ts',
    text: 'const row = one.get(tenant, name)',
    replacement: "const row = one.get(tenant.replace('sandbox', 'next-door'), name)",
    tests: apart,
  },
  {
    guard: 'edge: conform notices evidence that lies in another chain',
    file: 'src/store/exported/range-pack.ts',
    text: "'a.tenant = ? AND a.seq BETWEEN ? AND ?'",
    replacement: `"a.tenant <> '-' AND a.tenant <> ? || 'x' AND a.seq BETWEEN ? AND ?"`,
    tests: apart,
  },
] as const
