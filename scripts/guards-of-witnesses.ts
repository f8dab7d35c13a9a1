// Guards of what witnesses cosigned, for `guards.ts`.

const verify = ['test/cli/verify-witness.test.ts']
const packs = ['test/verifier/witness.test.ts']
const page = 'scripts/verifier/witnesses.ts'
const proofs = 'scripts/verifier/proofs.ts'
const note = 'src/cli/evidence/cosigned-note.ts'

export const guardsOfWitnesses = [
  {
    guard: 'witness: a time that cannot be is none',
    file: 'src/evidence/cosignature.ts',
    text: 'if (time < 1 || time > timeMost) return false',
    replacement: '',
    tests: verify,
  },
  {
    guard: 'witness: each line of a witness counts, not the first one only',
    file: 'src/cli/evidence/witnesses.ts',
    text: "state === 'wrong' ? [{",
    replacement: "state === 'wrong' && !here.some((one) => one.check.state === 'good') ? [{",
    tests: verify,
  },
  {
    guard: 'witness: who is named must have cosigned',
    file: 'src/cli/evidence/witnesses.ts',
    text: '[...wrong, ...missing]',
    replacement: '[...wrong, ...missing.slice(missing.length)]',
    tests: verify,
  },
  {
    guard: 'witness: one chain does not stand for the other',
    file: 'src/cli/evidence/witnesses.ts',
    text: 'const here = cosigned.filter((one) => one.tenant === tenant)',
    replacement: 'const here = cosigned',
    tests: verify,
  },
  {
    guard: 'witness: the key of the environment is no witness of it',
    file: 'src/cli/evidence/witnesses.ts',
    text: 'if (named.some((one) => one.publicKey.equals(own)))',
    replacement: 'if (named.length < 0)',
    tests: verify,
  },
  {
    guard: 'witness: a line that is no base64 any more is not passed over',
    file: 'src/evidence/find-notes.ts',
    text: " || damagedPattern.test(lines[next] ?? '')",
    replacement: '',
    tests: verify,
  },
  {
    guard: 'witness: a pack takes no cosignature that does not hold',
    file: note,
    text: "state === 'good' ? [{",
    replacement: "state !== 'unknown' ? [{",
    tests: packs,
  },
  {
    guard: 'witness: a pack rests on a note that covers it',
    file: note,
    text: 'at >= covers && ',
    replacement: '',
    tests: packs,
  },
  {
    guard: 'witness: the verifier wants the line of each witness that is named',
    file: page,
    text: 'if (times.length === 0) return',
    replacement: 'if (times.length === 0) return [] ; if (times.length < 0) return',
    tests: packs,
  },
  {
    guard: 'witness: the verifier takes no line that does not hold',
    file: page,
    text: 'if (times.includes(null)) return',
    replacement: 'if (times.length < 0) return',
    tests: packs,
  },
  {
    guard: 'witness: the verifier lets nobody be a witness of themselves',
    file: page,
    text: 'if (witness.key.every((byte, at) => byte === log?.key[at]))',
    replacement: 'if (witness.key.length === 0)',
    tests: packs,
  },
  {
    guard: 'witness: the verifier says which lines it did not check',
    file: page,
    text: 'return [...told, ...silent]',
    replacement: 'return [...told, ...silent.slice(silent.length)]',
    tests: packs,
  },
  {
    guard: 'witness: the verifier takes no time that cannot be',
    file: proofs,
    text: 'bytes.length !== 72 || time < 1 || time > timeMost',
    replacement: 'bytes.length !== 72',
    tests: packs,
  },
  {
    guard: 'witness: one that lost its memory is told',
    file: 'src/places/witness.ts',
    text: 'if (outcome.size < cosignedOnce) forgot = cosignedOnce',
    replacement: '',
    tests: ['test/places/checkpoints.test.ts'],
  },
  {
    guard: 'witness: settings that cannot be read hide none',
    file: 'src/cli/evidence/witnesses.ts',
    text: "if (!existsSync(join(environmentFolder(home, environment), 'environment.yaml'))) return []",
    replacement: 'try {\n    readSettings(home, environment)\n  } catch {\n    return []\n  }',
    tests: verify,
  },
]
