import { expect, test } from 'vitest'

import { AnomalyError } from '../../../contract/errors.ts'
import { pcapFile } from '../../testing/packets/files.ts'
import { udpFrame } from '../../testing/packets/frames.ts'
import { CaptureMeter } from './capture-meter.ts'
import { LabelSchedule } from './label-schedule.ts'
import { parseNetwork } from './network.ts'

const HEADER = 'start,end,source,destination,label'

function labelsOf(
  schedule: string,
  packets: readonly (readonly [time: string, source: string, destination: string])[],
) {
  const labels: (string | undefined)[] = []
  const parsed = LabelSchedule.parse(schedule)
  const meter = new CaptureMeter({ convention: 'corrected' }, (flow) => labels.push(parsed.labelOf(flow)))
  meter.push(
    pcapFile(
      packets.map(([time, source, destination]) => ({
        time_us: Date.parse(time) * 1000,
        bytes: udpFrame({ source, destination }),
      })),
    ),
  )
  meter.drain(Number.POSITIVE_INFINITY)
  return labels
}

test('a flow gets the label of the first line that its begin and its ends fit, in either direction', () => {
  const schedule = [
    HEADER,
    '2017-07-04T12:20:00Z,2017-07-04 13:20:00,172.16.0.1,192.168.10.0/24,FTP-Patator',
    '2017-07-04T12:00:00Z,,,192.168.10.50,Later',
    ',,,,BENIGN',
  ].join('\r\n')
  const labels = labelsOf(schedule, [
    ['2017-07-04T12:19:59Z', '172.16.0.1', '192.168.10.50'],
    ['2017-07-04T12:20:00Z', '172.16.0.1', '192.168.10.51'],
    ['2017-07-04T12:30:00Z', '192.168.10.52', '172.16.0.1'],
    ['2017-07-04T12:30:00Z', '172.16.0.1', '192.168.11.1'],
  ])
  expect(labels).toEqual(['Later', 'FTP-Patator', 'FTP-Patator', 'BENIGN'])
})

test('without a line that fits there is no label', () => {
  expect(labelsOf(HEADER, [['2017-07-04T12:20:00Z', '10.0.0.1', '10.0.0.2']])).toEqual([undefined])
})

test.each([
  ['label,start', 'The first line of a schedule must be'],
  [`${HEADER}\n1,2,3`, 'line 2: It has 3 cells in place of 5.'],
  [`${HEADER}\nyesterday,,,,x`, 'line 2: A time must be written as'],
  [`${HEADER}\n2017-07-05T00:00,2017-07-04T00:00,,,x`, 'line 2: It ends before it starts.'],
  [`${HEADER}\n\n,,10.0.0.0/33,,x`, 'line 3: An address must be'],
  [`${HEADER}\n,,,,`, 'line 2: The label is empty'],
  [`${HEADER}\n,,,,"a,b`, 'line 2: It has an unbalanced quote.'],
])('a schedule that cannot be used is refused with its line: %j', (text, message) => {
  const parse = () => LabelSchedule.parse(text)
  expect(parse).toThrow(AnomalyError)
  expect(parse).toThrow(message)
})

test('networks are read in words', () => {
  expect(parseNetwork('10.1.2.3/16')).toEqual({ is_ipv6: false, words: [0x0a010000], masks: [0xffff0000] })
  expect(parseNetwork('2001:db8::1/33')?.masks).toEqual([0xffffffff, 0x80000000, 0, 0])
  expect(parseNetwork('::ffff:10.0.0.1')?.words).toEqual([0, 0, 0xffff, 0x0a000001])
  expect(parseNetwork('host.example')).toBeUndefined()
})
