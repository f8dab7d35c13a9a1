// Preloaded into a process of Aval's, so that the real program speaks to a stand-in: it changes the
// library's own defaults in memory. The program itself takes no such address from anywhere.

import { DEFAULT_CONNECTION_CONFIG } from '@whiskeysockets/baileys'

const recentHistory = 3

Object.assign(DEFAULT_CONNECTION_CONFIG, {
  waWebSocketUrl: process.env['STAND_IN_URL'],
  // Without this the first login waits twenty seconds for a history that never comes.
  shouldSyncHistoryMessage: ({ syncType }) => syncType !== recentHistory,
})
