// Guards of what others send in or read, for `guards.ts`.

const http = ['test/connectors/http.test.ts']
const again = ['test/engine/edited-definitions.test.ts']
const content = ['test/environment/content.test.ts']
const packs = ['test/verifier/self-signed.test.ts']

export const guardsOfOutside = [
  {
    guard: 'outside: a refusal proves nothing of what an earlier life may have sent',
    file: 'src/connectors/http.ts',
    text: "if (again !== true || applied.kind !== 'failed') return applied",
    replacement: 'if (again !== undefined || applied.kind !== undefined) return applied',
    tests: http,
  },
  {
    guard: 'outside: a connector is told that an earlier life may have sent it',
    file: 'src/engine/recovery.ts',
    text: 'return actsInStore === true ? order : { ...order, again: true }',
    replacement: 'return actsInStore === true ? order : { ...order }',
    tests: again,
  },
  {
    guard: 'outside: a 503 that does not say when to come again proves nothing',
    file: 'src/connectors/verdict.ts',
    text: '(status === 503 && saysWhen)',
    replacement: 'status === 503',
    tests: http,
  },
  {
    guard: 'outside: a 408 of a proxy proves nothing',
    file: 'src/connectors/verdict.ts',
    text: '(status >= 500 || status === 408)',
    replacement: '(status >= 500)',
    tests: http,
  },
  {
    guard: 'outside: rules about a command hold for another one that does the same',
    file: 'src/command/asked/policy-facts.ts',
    text: '...alike, ',
    replacement: '',
    tests: ['test/engine/same-operation.test.ts'],
  },
  {
    guard: 'outside: a length of time takes back what its requester may see',
    file: 'src/command/asked/recover.ts',
    text: 'maySee(known, sender, one) && ',
    replacement: '',
    tests: ['test/engine/compensate-period.test.ts'],
  },
  {
    guard: 'outside: files that changed since the last start are told',
    file: 'src/command/noticed/definition-changes.ts',
    text: '...(isNews ? tellAdmins',
    replacement: '...(false ? tellAdmins',
    tests: ['test/engine/definition-changes.test.ts'],
  },
  {
    guard: 'outside: a legal hold is released by its own tenant',
    file: 'src/command/operations/retention.ts',
    text: 'isTheirs && ',
    replacement: 'isTheirs && false && ',
    tests: ['test/engine/tenant-isolation.test.ts'],
  },
  {
    guard: 'outside: what another tenant locked as a whole stays locked for itself',
    file: 'src/command/operations/lockdown.ts',
    text: 'if (of === undefined || of === tenant) return null',
    replacement: 'if (of !== null) return null',
    tests: ['test/engine/tenant-isolation.test.ts'],
  },
  {
    guard: 'outside: what a site repeats of its secret is told to nobody',
    file: 'src/connectors/http.ts',
    text: 'withoutSecrets(text, [secret, secret.toLowerCase()])',
    replacement: 'withoutSecrets(text, [])',
    tests: http,
  },
  {
    guard: 'outside: a page for people is no effect',
    file: 'src/connectors/verdict.ts',
    text: '!/^\\s*<(!doctype|html)/i.test(text)',
    replacement: 'true',
    tests: http,
  },
  {
    guard: 'outside: the hash of a token that is recorded has a salt that nobody knows',
    file: 'src/environment/secrets.ts',
    text: "salt: randomBytes(16).toString('hex'),",
    replacement: 'salt: folder + String(randomBytes(0)),',
    tests: ['test/places/ship.test.ts'],
  },
  {
    guard: 'outside: a push that hangs keeps no stop from ending',
    file: 'src/cli/evidence/checkpoint-pusher.ts',
    text: 'signal: late }',
    replacement: '...(late.aborted ? {} : {}) }',
    tests: ['test/cli/checkpoint-pusher.test.ts'],
  },
  {
    guard: 'outside: a path with a star opens no walls',
    file: 'src/environment/isolation.ts',
    text: "one.includes('*')",
    replacement: "one.includes('**')",
    tests: ['test/places/settings.test.ts'],
  },
  {
    guard: 'outside: an attestation sees the files that links lead to',
    file: 'src/environment/attestation/digests.ts',
    text: 'filesIn(join(root, folder), ending).map(digested(root))',
    replacement:
      "filesIn(join(root, folder), ending).filter((one) => process.getBuiltinModule('fs').lstatSync(one).isFile()).map(digested(root))",
    tests: content,
  },
  {
    guard: 'outside: an attestation sees the settings',
    file: 'src/environment/attestation/attestation.ts',
    text: "if (claims.settings_digest !== settingsDigest) return 'settings_changed'",
    replacement: '',
    tests: ['test/environment/attest.test.ts'],
  },
  {
    guard: 'attest: what runs from older files is not attested',
    file: 'src/environment/attestation/issue.ts',
    text: '  if (older !== null)\n',
    replacement: '  if (older?.pid === 0)\n',
    tests: ['test/environment/attest.test.ts'],
  },
  {
    guard: 'attest: nor valid, where it was attested before',
    file: 'src/environment/attestation/issue.ts',
    text: "recorded.verdict === 'VALID' && runsOlder(home, environment, now) !== null",
    replacement: "recorded.verdict === 'VALID' && false",
    tests: ['test/environment/attest.test.ts'],
  },
  {
    guard: 'outside: nothing is read that an attestation does not see',
    file: 'src/environment/content-files.ts',
    text: "&& !file.startsWith('.')",
    replacement: '',
    tests: content,
  },
  {
    guard: 'outside: a name that nothing proves heads no story',
    file: 'scripts/verifier/check.ts',
    text: 'proved === null ? pack.commandId : pack.commandName',
    replacement: 'proved === null ? pack.commandName : pack.commandName',
    tests: packs,
  },
  {
    guard: 'outside: behind a neighbour that is too early a range is not called whole',
    file: 'scripts/verifier/range.ts',
    text: '[after].filter((one) => one !== null && isBefore(timeOf(one), pack))',
    replacement: '[after].filter((one) => one !== null && isBefore(null, pack))',
    tests: packs,
  },
  {
    guard: 'outside: a host that was refused is in the evidence',
    file: 'src/environment/connectors.ts',
    text: "parts.notice({ what: 'egress.denied', host, operation })",
    replacement: '[host, operation]',
    tests: ['test/environment/egress.test.ts'],
  },
] as const
