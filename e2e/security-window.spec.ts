import { expect, test } from './fixtures.ts'

test.use({ expected_complaints: /Content Security Policy|Refused to|ERR_|Failed to load|Not allowed|net::/i })

test('the window has a sandbox, an isolated context and no Node', async ({ app, window }) => {
  const found = await window.evaluate(() =>
    ['require', 'process', 'module', 'exports', 'Buffer', 'global', '__dirname', 'setImmediate'].filter(
      (name) => name in globalThis,
    ),
  )
  expect(found).toEqual([])
  const windows = await app.evaluate(({ app: electron, BrowserWindow }) => ({
    count: BrowserWindow.getAllWindows().length,
    preferences: (BrowserWindow.getAllWindows()[0]?.webContents as Told | undefined)?.getLastWebPreferences(),
    is_renderer_sandboxed: electron.getAppMetrics().find(({ type }) => type === 'Tab')?.sandboxed,
  }))
  expect(windows.count).toBe(1)
  expect(windows.preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    webSecurity: true,
  })
})

test('one frozen object with three functions is all that leads out of the window', async ({ window }) => {
  const bridge = await window.evaluate(() => {
    const shape = Object.entries(anomalyx).map(([key, value]) => `${key}: ${typeof value}`)
    const attempts = {
      add: () => Object.assign(anomalyx, { extra: 1 }),
      change: () => Object.assign(anomalyx, { call: () => undefined }),
      replace: () => Object.assign(globalThis, { anomalyx: {} }),
    }
    const held = Object.entries(attempts).filter(([, attempt]) => {
      try {
        attempt()
        return false
      } catch {
        return true
      }
    })
    return { shape, is_frozen: Object.isFrozen(anomalyx), held: held.map(([name]) => name) }
  })
  expect(bridge).toEqual({
    shape: ['call: function', 'onEvent: function', 'pathOf: function'],
    is_frozen: true,
    held: ['add', 'change', 'replace'],
  })
})

test('calls that no operation answers, or with input it does not take, get a problem back', async ({ window }) => {
  const calls: readonly (readonly [unknown, unknown])[] = [
    ['no.such', {}],
    ['constructor', {}],
    ['__proto__', {}],
    [['captures.list'], {}],
    [null, null],
    ['captures.get', { id: 'one' }],
    ['captures.get', { id: -1 }],
    ['captures.get', null],
    ['captures.list', { limit: 1e9 }],
    ['captures.import', { path: '/etc/passwd' }],
    ['captures.import', { path: '/dev/zero', name: 'zero.csv' }],
    ['captures.import', { path: '../relative.csv' }],
    ['alerts.update', { id: 1, status: 'gone' }],
  ]
  const answers = await window.evaluate(
    (all) => Promise.all(all.map(([name, input]) => (anomalyx.call as Loose)(name, input))),
    calls,
  )
  expect(answers.map(({ problem }) => problem?.code)).toEqual([
    ...Array.from({ length: 5 }, () => 'not_found'),
    ...Array.from({ length: 4 }, () => 'invalid_input'),
    'unsupported_type',
    expect.stringMatching(/^(unsupported_type|unreadable_file)$/),
    'unreadable_file',
    'invalid_input',
  ])
  for (const { ok, problem } of answers) {
    expect(ok).toBe(false)
    expect(problem?.detail).toBeTruthy()
  }
})

test('the window stays where it is, and opens nothing', async ({ app, window }) => {
  const address = window.url()
  await window.evaluate(() => {
    location.href = 'https://example.org/'
  })
  await window.evaluate(() => {
    location.href = 'file:///etc/passwd'
  })
  const opened = await window.evaluate(() => {
    const link = Object.assign(document.createElement('a'), { href: 'https://example.org/', target: '_blank' })
    document.body.append(link)
    link.click()
    link.remove()
    return ['https://example.org/', 'app://anomalyx/', 'about:blank'].map((url) => open(url) === null)
  })
  expect(opened).toEqual([true, true, true])
  await window.evaluate(() => {
    const view = Object.assign(document.createElement('webview'), { src: 'https://example.org/' })
    const frame = Object.assign(document.createElement('iframe'), { src: 'https://example.org/' })
    document.body.append(view, frame)
  })
  // A locator would wait for the refused navigations to end.
  expect(await window.evaluate(() => document.querySelector('h1')?.textContent)).toBe('Overview')
  expect(window.url()).toBe(address)
  expect(await app.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1)
  expect(window.frames().filter((frame) => frame.url().startsWith('https:'))).toEqual([])
})

test('no permission is granted', async ({ window }) => {
  const states = await window.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read'] as PermissionName[]
    const found = await Promise.all(names.map((name) => navigator.permissions.query({ name })))
    return found.map(({ state }) => state)
  })
  expect(states).not.toContain('granted')
  expect(await window.evaluate(() => Notification.requestPermission())).toBe('denied')
  const media = window.evaluate(() => navigator.mediaDevices.getUserMedia({ audio: true }).then(() => 'granted'))
  await expect(media).rejects.toThrow(/NotAllowed|Permission denied|NotFound/)
})

test('the policy of the page is strict, and Chromium keeps it', async ({ app, window }) => {
  const policy = await app.evaluate(async ({ net }) => {
    const response = await net.fetch('app://anomalyx/')
    return response.headers.get('content-security-policy')
  })
  expect(policy).toMatch(/default-src 'none'/)
  expect(policy).toMatch(/script-src 'self'(;|$)/)
  expect(policy).not.toMatch(/unsafe|\*|https?:/)

  const done = await window.evaluate(async () => {
    const refused = new Set<string>()
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => refused.add(effectiveDirective))
    const happened: string[] = []
    Object.assign(globalThis, { happened })
    const script = document.createElement('script')
    script.textContent = 'happened.push("inline script")'
    document.body.append(script)
    const image = new Image()
    image.src = 'https://example.org/pixel.png'
    document.body.insertAdjacentHTML('beforeend', '<button onclick="happened.push(`inline handler`)"></button>')
    document.querySelector<HTMLElement>('body > button')?.click()
    const attempts: Record<string, () => unknown> = {
      'fetch from outside': () => fetch('https://example.org/'),
      'fetch from this machine': () => fetch('http://127.0.0.1:8000/health'),
      'fetch of a file': () => fetch('file:///etc/passwd'),
      'web socket': () =>
        new Promise((resolve, reject) => {
          const socket = new WebSocket('wss://example.org/')
          socket.onopen = resolve
          socket.onerror = reject
        }),
      worker: () =>
        new Promise((resolve, reject) => {
          const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])))
          worker.onmessage = resolve
          worker.onerror = reject
        }),
      // A timer runs it as the page's own code; what a debugger evaluates is not held to the policy.
      eval: () =>
        new Promise((resolve, reject) =>
          setTimeout(() => {
            try {
              // eslint-disable-next-line @typescript-eslint/no-implied-eval -- that it fails is what is looked at
              resolve(new Function('return 1'))
            } catch {
              reject(new Error('refused'))
            }
          }),
        ),
    }
    for (const [name, attempt] of Object.entries(attempts)) {
      try {
        await attempt()
        happened.push(name)
      } catch {
        // as it should be
      }
    }
    return { happened, refused: [...refused] }
  })
  expect(done.happened).toEqual([])
  expect(done.refused).toEqual(expect.arrayContaining(['script-src-elem', 'script-src-attr', 'img-src', 'connect-src']))
})

test('WebRTC finds no address to reach out from', async ({ app, window }) => {
  const candidates = await window.evaluate(async () => {
    const connection = new RTCPeerConnection({ iceServers: [{ urls: 'stun:192.0.2.1:3478' }] })
    const found: string[] = []
    connection.onicecandidate = ({ candidate }) => {
      if (candidate !== null && candidate.candidate !== '') found.push(candidate.candidate)
    }
    const gathered = new Promise<void>((resolve) => {
      connection.onicegatheringstatechange = () => {
        if (connection.iceGatheringState === 'complete') resolve()
      }
    })
    connection.createDataChannel('any')
    await connection.setLocalDescription()
    await gathered
    connection.close()
    return found
  })
  expect(candidates).toEqual([])
  const policy = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map(({ webContents }) => webContents.getWebRTCIPHandlingPolicy()),
  )
  expect(policy).toEqual(['disable_non_proxied_udp'])
})

test('the app protocol serves the window and nothing beside it', async ({ app }) => {
  const statuses = await app.evaluate(async ({ net }) => {
    const addresses = [
      'app://anomalyx/',
      'app://anomalyx/index.html',
      'app://anomalyx/../main/index.js',
      'app://anomalyx/..%2fmain%2findex.js',
      'app://anomalyx/%2e%2e/main/index.js',
      'app://anomalyx/..%5cmain%5cindex.js',
      'app://anomalyx/assets/..%2f..%2fmain/index.js',
      'app://anomalyx//etc/passwd',
      'app://anomalyx/%2fetc%2fpasswd',
      'app://anomalyx/index.html%00.js',
      'app://anomalyx/%',
      'app://elsewhere/index.html',
    ]
    const entries = addresses.map(async (address) => {
      const status = await net.fetch(address).then(
        (response) => response.status,
        () => 'refused',
      )
      return [address, status] as const
    })
    return Object.fromEntries(await Promise.all(entries))
  })
  const [home, index, ...outside] = Object.values(statuses)
  expect([home, index]).toEqual([200, 200])
  expect(new Set(outside), JSON.stringify(statuses, null, 1)).toEqual(new Set([404, 'refused']))
})

test('a person can copy a value although no permission is granted', async ({ app, window }) => {
  await window.getByRole('link', { name: 'Settings' }).click()
  await window.getByRole('button', { name: 'Copy SHA-256 of the model' }).click()
  const copied = () => app.evaluate(({ clipboard }) => clipboard.readText())
  await expect.poll(copied).toMatch(/^[0-9a-f]{64}$/)
})

/** Electron has this method, and leaves it out of its types. */
interface Told {
  getLastWebPreferences(): object
}

type Loose = (name: unknown, input: unknown) => Promise<{ ok: boolean; problem?: { code: string; detail: string } }>
