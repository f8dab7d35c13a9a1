// Guards of the command line's input and of doctor's findings about it, for `guards.ts`.

const lines = ['test/cli/input-lines.test.ts']
const usage = ['test/cli/bad-input.test.ts']
const doctor = ['test/environment/doctor.test.ts']

export const guardsOfInput = [
  {
    guard: 'input: a place of another environment is refused',
    file: 'src/environment/settings/place-paths.ts',
    text: 'if (of !== settings.environment && own !== null)',
    replacement: 'if (of === settings.environment && own === null)',
    tests: ['test/places/paths.test.ts'],
  },
  {
    guard: 'input: a place that has an environment in it is refused',
    file: 'src/environment/settings/place-paths.ts',
    text: 'if (own === null && isWithin(folder, real))',
    replacement: "if (own === null && name === '')",
    tests: ['test/places/paths.test.ts'],
  },
  {
    guard: 'input: a place over a file of Aval is refused',
    file: 'src/environment/settings/place-paths.ts',
    text: 'if (own !== null && isOurs(own))',
    replacement: "if (own !== null && name === '')",
    tests: ['test/places/paths.test.ts'],
  },
  {
    guard: 'input: links of places are followed',
    file: 'src/environment/settings/place-paths.ts',
    text: 'const real = realPath(path)',
    replacement: 'const real = path',
    tests: ['test/places/paths.test.ts'],
  },
  {
    guard: 'input: bytes that are no UTF-8 are an error',
    file: 'src/transports/json-lines.ts',
    text: 'if (!isUtf8(line)) return',
    replacement: 'if (!isUtf8(line) && line.length === 0) return',
    tests: lines,
  },
  {
    guard: 'input: half of a character is an error',
    file: 'src/transports/json-lines.ts',
    text: 'text.isWellFormed()',
    replacement: 'text.length >= 0',
    tests: lines,
  },
  {
    guard: 'input: a field twice is an error',
    file: 'src/transports/json-lines.ts',
    text: 'const isTwice = hasTwice(line, value)',
    replacement: 'const isTwice = hasTwice(line, undefined)',
    tests: lines,
  },
  {
    guard: 'input: a field twice in a body is an error',
    file: 'src/transports/http/program-api.ts',
    text: 'if (hasTwice(body, value))',
    replacement: 'if (hasTwice(body, undefined))',
    tests: ['test/http-api/ambiguous-bodies.test.ts'],
  },
  {
    guard: 'input: half of a character in a body is an error',
    file: 'src/transports/http/program-api.ts',
    text: 'if (hasHalfCharacter(value))',
    replacement: 'if (hasHalfCharacter(undefined))',
    tests: ['test/http-api/ambiguous-bodies.test.ts'],
  },
  {
    guard: 'input: a name __proto__ in a body is an error',
    file: 'src/transports/http/program-api.ts',
    text: 'if (hasReservedName(value))',
    replacement: 'if (hasReservedName(undefined))',
    tests: ['test/http-api/ambiguous-bodies.test.ts'],
  },
  {
    guard: 'input: a long reason is cut between characters',
    file: 'src/command/answered/vote.ts',
    text: "letters.slice(0, longestReason).join('')",
    replacement: "letters.join('').slice(0, longestReason)",
    tests: ['test/engine/long-reasons.test.ts'],
  },
  {
    guard: 'input: a body that is no UTF-8 is an error',
    file: 'src/transports/http/body.ts',
    text: 'resolve(isUtf8(bytes) ?',
    replacement: 'resolve(bytes.length >= 0 ?',
    tests: ['test/http-api/ambiguous-bodies.test.ts'],
  },
  {
    guard: 'input: of a line that is too long nothing is kept',
    file: 'src/transports/lines.ts',
    text: 'const line = length > most ? null : ',
    replacement: 'const line = ',
    tests: ['test/transports/lines.test.ts'],
  },
  {
    guard: 'input: an empty flag is refused',
    file: 'src/cli/flags.ts',
    text: "if (one.value.trim() === '')",
    replacement: "if (one.value.trim() === '' && named.has(one.name))",
    tests: usage,
  },
  {
    guard: 'input: a flag that stands there twice is refused',
    file: 'src/cli/flags.ts',
    text: 'if (named.has(one.name) && !multiple)',
    replacement: 'if (named.has(one.name) && multiple)',
    tests: usage,
  },
  {
    guard: 'doctor: a linked store is told',
    file: 'src/environment/doctor/doctor.ts',
    text: 'errorSentence(() => refuseLinked(file))',
    replacement: 'errorSentence(() => refuseClosed(file))',
    tests: doctor,
  },
  {
    guard: 'doctor: a part of the schema that is not ours is told',
    file: 'src/store/inspect.ts',
    text: "foreignIn(db, file, 'all')",
    replacement: "foreignIn(db, file, 'read')",
    tests: doctor,
  },
]
