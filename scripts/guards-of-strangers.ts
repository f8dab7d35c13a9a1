// Guards of long use in production: accounts, strangers, and files that people put somewhere, for
// `guards.ts`.

const strangers = ['test/transports/baileys-strangers.test.ts']
const forget = ['test/transports/forget.test.ts']
const owner = ['test/environment/session-owner.test.ts']

export const guardsOfStrangers = [
  {
    guard: 'strangers: nobody goes before it is known who is enrolled',
    file: 'src/transports/baileys/strangers.ts',
    text: 'let known: readonly EnrolledContact[] | undefined',
    replacement: 'let known: readonly EnrolledContact[] | undefined = []',
    tests: strangers,
  },
  {
    guard: 'strangers: not while the library works with a key',
    file: 'src/transports/baileys/strangers.ts',
    text: ' || !idle()',
    replacement: '',
    tests: strangers,
  },
  {
    guard: 'strangers: a transaction of the library counts as work',
    file: 'src/transports/baileys/transactions.ts',
    text: 'count.underWay += 1',
    replacement: '',
    tests: ['test/transports/baileys-transactions.test.ts'],
  },
  {
    guard: 'strangers: whoever is enrolled stays',
    file: 'src/store/session/strangers.ts',
    text: 'new Set(keep.map(nameOf))',
    replacement: 'new Set<string>()',
    tests: [...strangers, ...forget],
  },
  {
    guard: 'strangers: the other name of who stays, stays',
    file: 'src/store/session/strangers.ts',
    text: "if (type === 'lid-mapping' && value !== null)",
    replacement: "if (type === 'none' && value !== null)",
    tests: [...strangers, ...forget],
  },
  {
    guard:
      'strangers: a key change that is not told yet is kept, and so is all that is no person’s',
    file: 'src/store/session/strangers.ts',
    text: "'device-list', 'lid-mapping', 'tctoken']",
    replacement: "'device-list', 'lid-mapping', 'tctoken', 'pre-key', 'heard']",
    tests: forget,
  },
  {
    guard: 'strangers: who has a key of a group that is used stays',
    file: 'src/store/session/strangers.ts',
    text: 'type === ofGroups ? membersOf(value) : [userOf(type, id)]',
    replacement: 'type === ofGroups ? [] : [userOf(type, id)]',
    tests: strangers,
  },
  {
    guard: 'owner: an account of which nobody noted whose it is, is refused',
    file: 'src/environment/transport.ts',
    text: 'if (owner === null)',
    replacement: "if (owner === '')",
    tests: owner,
  },
  {
    guard: 'owner: it is noted before the account is in the file, and stays when it is wiped',
    file: 'src/store/session/tables.ts',
    text: "DELETE FROM keys WHERE type <> '",
    replacement: "DELETE FROM keys WHERE '' <> '",
    tests: owner,
  },
  {
    guard: 'owner: over a browser, too',
    file: 'src/transports/whatsapp-web/pair.ts',
    text: '    own(session, file)\n',
    replacement: '',
    tests: owner,
  },
  {
    guard: 'enrolment: a right code from another number is told to the admins',
    file: 'src/command/answered/challenge.ts',
    text: "why === 'other_phone' ?",
    replacement: "why === 'challenge_expired' ?",
    tests: ['test/chats.test.ts'],
  },
  {
    guard: 'files: words in another encoding than UTF-8 are refused',
    file: 'src/environment/text-file.ts',
    text: 'if (!isUtf8(bytes))',
    replacement: 'if (false)',
    tests: ['test/environment/settings.test.ts'],
  },
  {
    guard: 'files: a secret that is a link is said to be one',
    file: 'src/connectors/secrets.ts',
    text: "codeOf(error) === 'ELOOP'",
    replacement: "codeOf(error) === ''",
    tests: ['test/connectors/secrets.test.ts'],
  },
  {
    guard: 'files: what another user left in the folder is found',
    file: 'src/environment/doctor/files.ts',
    text: 'lstatSync(path).uid !== uid',
    replacement: 'lstatSync(path).uid === -1',
    tests: ['test/environment/doctor.test.ts'],
  },
] as const
