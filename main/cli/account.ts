import { userInfo } from 'node:os'

/** Name of the account that runs the command line; null when the system has none for it. */
export function accountName(): string | null {
  try {
    return userInfo().username
  } catch {
    return null
  }
}
