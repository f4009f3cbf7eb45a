import { writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'

import { describe, expect, test } from 'vitest'

import { failureOf } from '../../testing/failure.ts'
import { useFolder } from '../../testing/folder.ts'
import { readAll, readBytes } from '../../testing/read.ts'
import { CONVERSATION, CONVERSATION_3, FEATURE_SPELLINGS, twinOf } from '../../testing/twins.ts'
import { readLayout } from './read-flows.ts'

const folder = useFolder()
const path = () => folder.at('twin.csv')
const { version_3, abbreviated, version_4, parquet, python } = FEATURE_SPELLINGS

const twoDigits = (value: number) => String(value).padStart(2, '0')
/** Hours from 1 to 12, as the Java flow meters write them. */
const halfDay = (date: string) => (row: number) => `${date} ${twoDigits((row % 12) + 1)}:52:39`
/** Microseconds, as numbers in seconds. */
const TIMES = /duration|_iat_|active_|idle_/

async function layoutOf(content: string) {
  await writeFile(path(), content)
  return (await readLayout(path())).layout
}

describe('a file is known by its columns and its dates', () => {
  test.each([
    ['MachineLearningCVE', ['Destination Port', ...version_3, 'Label'], undefined, 'machine-learning-csv', 'original'],
    [
      'TrafficLabelling',
      [...CONVERSATION_3, ...version_3, 'Label'],
      halfDay('7/7/2017'),
      'traffic-labelling',
      'original',
    ],
    [
      'TrafficLabelling with dashes',
      [...CONVERSATION_3, ...version_3, 'Label'],
      halfDay('03-07-2017'),
      'traffic-labelling',
      'original',
    ],
    [
      'CICFlowMeter 3 of another place',
      [...CONVERSATION_3, ...version_3, 'Label'],
      halfDay('13/06/2019'),
      'cicflowmeter',
      'original',
    ],
    [
      'CIC-DDoS-2019',
      ['Unnamed: 0', ...CONVERSATION_3, ...version_3, 'SimillarHTTP', 'Inbound', 'Label'],
      '2018-12-01 10:51:39.813448',
      'cic-ddos-2019',
      'original',
    ],
    [
      'CSE-CIC-IDS-2018',
      ['Dst Port', 'Protocol', 'Timestamp', ...abbreviated, 'Label'],
      halfDay('02/03/2018'),
      'cse-cic-ids-2018',
      'cicflowmeter-4',
    ],
    [
      'the day of CSE-CIC-IDS-2018 with addresses',
      [...CONVERSATION, ...abbreviated, 'Label'],
      halfDay('20/02/2018'),
      'cse-cic-ids-2018',
      'cicflowmeter-4',
    ],
    [
      'CICFlowMeter 4 of 2018 of another place',
      [...CONVERSATION, ...abbreviated, 'Label'],
      halfDay('20/02/2021'),
      'cicflowmeter',
      'cicflowmeter-4',
    ],
    [
      'CICFlowMeter 4 of today',
      [...CONVERSATION, ...version_4, 'Label'],
      '20/02/2021 02:34:07 PM',
      'cicflowmeter',
      'cicflowmeter-4',
    ],
    ['CIC-UNSW-NB15, features alone', version_4, undefined, 'cicflowmeter', 'cicflowmeter-4'],
    ['the Python port in microseconds', python, '2024-11-22 15:43:02', 'python-cicflowmeter', 'python'],
    ['a Parquet derivative', [...parquet, 'Label'], undefined, 'other', 'unknown'],
  ])('%s', async (_, names, timestamp, id, instrument) => {
    const layout = await layoutOf(twinOf(names, { Timestamp: timestamp ?? '', Label: 'Benign' }))
    expect(layout.dialect).toMatchObject({ id, instrument })
    const read = await readAll(path())
    const plain = await readBytes(folder.at('plain.csv'), twinOf(['Dst Port', ...version_4, 'Label']))
    expect(read.flows.map(({ features }) => features)).toEqual(plain.flows.map(({ features }) => features))
    expect(read.rejected).toEqual([])
  })

  test('and a zone is known only where the dataset was recorded', async () => {
    const names = [...CONVERSATION_3, ...version_3, 'Label']
    const there = await layoutOf(twinOf(names, { Timestamp: halfDay('7/7/2017'), Label: 'BENIGN' }))
    expect(there.time_format).toMatchObject({ utc_offset_minutes: -180, is_offset_known: true, clock_hours: 12 })
    const elsewhere = await layoutOf(twinOf(names, { Timestamp: halfDay('13/06/2019'), Label: 'BENIGN' }))
    expect(elsewhere.time_format).toMatchObject({ utc_offset_minutes: 0, is_offset_known: false, clock_hours: 24 })
    expect(elsewhere.notices.join(' ')).toContain('afternoon times are 12 hours too early')
  })

  test.each([
    ['2018-11-03 09:18:16.964447', '2018-11-03T12:18:16.964Z'],
    ['2018-12-01 10:51:39.813448', '2018-12-01T14:51:39.813Z'],
  ])('and %s of CIC-DDoS-2019 is %s', async (timestamp, iso) => {
    const names = [...CONVERSATION_3, ...version_3, 'SimillarHTTP', 'Inbound', 'Label']
    const { flows } = await readBytes(path(), twinOf(names, { Timestamp: timestamp, Label: 'DrDoS_DNS' }))
    expect(new Date((flows[0]?.timestamp_us ?? NaN) / 1000).toISOString()).toBe(iso)
    expect(new Set(flows.map(({ label }) => label))).toEqual(new Set(['DDoS']))
  })

  test('the second name that pandas numbers is a duplicate, and its index no surprise', async () => {
    const layout = await layoutOf(twinOf(['Unnamed: 0.1', 'Unnamed: 0', ...version_3, 'Label'], { Label: 'BENIGN' }))
    expect(layout).toMatchObject({ duplicates: ['Fwd Header Length'], extras: [] })
  })
})

describe('a file whose times have different units', () => {
  test('is refused, since nobody can tell the unit of the others', async () => {
    const content = twinOf(python, { timestamp: '2024-11-22 15:43:02' })
    const [header = '', ...rows] = content.trimEnd().split('\n')
    const iats = header.split(',').map((name) => name.includes('_iat_'))
    const mixed = rows.map((row) =>
      row
        .split(',')
        .map((cell, column) => (iats[column] === true ? String(Number(cell) / 1e6) : cell))
        .join(','),
    )
    const error = await failureOf(readBytes(path(), [header, ...mixed].join('\n')))
    expect(error).toMatchObject({ code: 'unknown_dialect' })
    expect(error.message).toContain('they are in different units')
  })

  test('is converted when all of them are seconds', async () => {
    const [header = '', ...rows] = twinOf(python, { timestamp: '2024-11-22 15:43:02' }).trimEnd().split('\n')
    const is_time = header.split(',').map((name) => TIMES.test(name))
    const seconds = rows.map((row) =>
      row
        .split(',')
        .map((cell, column) => (is_time[column] === true ? String(Number(cell) / 1e6) : cell))
        .join(','),
    )
    expect(await layoutOf([header, ...seconds].join('\n'))).toMatchObject({
      time_unit: { name: 'seconds' },
      dialect: { instrument: 'python' },
    })
  })
})

describe('the columns of another flow meter are refused by its name', () => {
  test.each([
    ['NTLFlowLyzer', 'flow_id,timestamp,src_ip,duration,packets_count,fwd_packets_count,bytes_rate,label'],
    ['ALFlowLyzer', 'flow_id,duration,packets_numbers,receiving_packets_numbers,sending_packets_numbers'],
    ['LycoSTand', 'flow_id,src_addr,flow_duration,down_up_ratio,pkt_len_max,fwd_pkt_cnt,bwd_pkt_cnt,label'],
    ['NetFlow', 'IPV4_SRC_ADDR,L4_SRC_PORT,L4_DST_PORT,PROTOCOL,IN_BYTES,OUT_BYTES,Label,Attack'],
    ['UNSW-NB15', 'id,dur,proto,service,state,spkts,dpkts,sbytes,dbytes,rate,sttl,dttl,attack_cat,label'],
    ['Zeek', 'ts,uid,id.orig_h,id.orig_p,id.resp_h,id.resp_p,proto,service'],
    ['CICIoT2023', 'flow_duration,Header_Length,Protocol Type,Duration,Rate,fin_flag_number,label'],
    ['TON_IoT', 'ts,src_ip,src_port,dst_ip,dst_port,proto,duration,conn_state,missed_bytes,src_ip_bytes,dst_ip_bytes'],
    ['nfdump', 'ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt,in,out,sas,das'],
    ['nfdump 1.7', 'firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,bps,bpp,flows'],
    ['RustiFlow', 'flow_id,source_ip,source_port,destination_ip,destination_port,duration,flow_expire_cause'],
    ['RustiFlow', 'source_ip,destination_ip,protocol,timestamp_first,timestamp_last,iat_total,iat_mean'],
    ['NTLFlowLyzer', 'flow_id,timestamp,duration,payload_bytes_mean,active_min,idle_mean,fin_flag_counts,label'],
    ['Zeek FlowMeter', 'uid,originh,responh,flow_duration,fwd_pkts_tot,bwd_pkts_tot,fwd_iat.min,down_up_ratio'],
    ['NFStream', 'src_ip,dst_ip,protocol,src2dst_packets,src2dst_bytes,dst2src_packets,application_name'],
    ['Edge-IIoTset', 'frame.time,ip.src_host,ip.dst_host,arp.opcode,tcp.flags,Attack_label,Attack_type'],
    ['conversations of Wireshark', 'Address A,Port A,Address B,Port B,Packets,Bytes,Packets A → B,Packets B → A'],
    ['ipfixprobe', 'DST_IP,SRC_IP,BYTES,BYTES_REV,TIME_FIRST,PACKETS,PACKETS_REV,PROTOCOL'],
    ['SiLK', 'sIP,dIP,sPort,dPort,pro,packets,bytes,flags,sTime,duration,eTime'],
  ])('%s', async (meter, header) => {
    const error = await failureOf(readBytes(path(), `${header}\n${header.replaceAll(/[^,]+/g, '1')}\n`))
    expect(error.code).toBe('unknown_dialect')
    expect(error.message).toContain(meter)
    expect(error.message).toContain('Run CICFlowMeter on the same packets')
    expect(error.problems?.length).toBeGreaterThan(60)
  })

  test('and a derivative of CICFlowMeter that lacks features is not', async () => {
    const kept = version_3.filter((name) => !/Bwd (PSH|URG)|Bulk|Subflow/.test(name))
    const error = await failureOf(readBytes(path(), twinOf([...kept, 'Attack Type'], { 'Attack Type': 'DDoS' })))
    expect(error.message).toContain('The header lacks')
  })
})

describe('a file that is no table is refused by what it is', () => {
  test.each([
    ['EVE JSON of Suricata', '{"timestamp":"2026-03-10T08:30:32","event_type":"flow","src_ip":"192.0.2.9"}'],
    ['EVE JSON of Suricata', '[\n {\n  "timestamp": "2026-03-10T08:30:32",\n  "event_type": "flow"\n }\n]'],
    ['conn.log of Zeek', '#separator \\x09\n#set_separator\t,\n#path\tconn\n#fields\tts\tuid\tid.orig_h'],
    ['conn.log of Zeek in JSON', '{"ts":1,"uid":"C1","id.orig_h":"192.0.2.9","id.orig_p":1}'],
    ['JSON', '[{"a":1},{"a":2}]'],
  ])('%s', async (kind, text) => {
    const error = await failureOf(readBytes(path(), `${text}\n`))
    expect(error.code).toBe('unknown_dialect')
    expect(error.message).toMatch(/^The file is .*\.$/)
    expect(error.message).toContain(kind)
  })
})

describe('a file of another kind is refused by what it is', () => {
  test.each([
    ['Parquet', 'PAR1\x15\x04'],
    ['ZIP', 'PK\x03\x04\x14'],
    ['packet capture', '\xd4\xc3\xb2\xa1\x02\x00'],
    ['Git LFS', 'version https://git-lfs.github.com/spec/v1\n'],
    ['web page', '<!DOCTYPE html>\n'],
    ['Feather', 'ARROW1\0\0'],
    ['HDF5', '\x89HDF\r\n\x1a\n\0'],
    ['SQLite', 'SQLite format 3\0\x10'],
    ['PDF', '%PDF-1.7\n'],
    ['pickle', '\x80\x04\x95\0\0'],
    ['ARFF', '@relation flows\n@attribute a numeric\n'],
    ['nfcapd', '\x0c\xa5\x02\0\x01\0\0\0'],
    ['SiLK', '\xde\xad\xbe\xef\x01'],
    ['Argus', '\x83\x10\0\x20\xe5\x71\x2d\xcb'],
    ['XML', '<?xml version="1.0"?>\n<Workbook>'],
    ['SQL', '-- MySQL dump 10.13\n'],
    ['a file of R', 'RDX3\nX\n'],
    ['compression format', '\x04\x22\x4d\x18d'],
    [
      'UTF-32',
      Buffer.from(`\ufeff${version_4.join(',')}`, 'utf16le')
        .toString('latin1')
        .replace(/(..)/gs, '$1\0\0'),
    ],
    ['UTF-32', Array.from(version_4.join(','), (letter) => `\0\0\0${letter}`).join('')],
  ])('%s', async (kind, start) => {
    const bytes = Buffer.from(start, 'latin1')
    const error = await failureOf(readBytes(path(), bytes))
    expect(error.code).toBe('unreadable_file')
    expect(error.message).toContain(kind)
    const packed = await failureOf(readBytes(path(), gzipSync(bytes)))
    expect(packed.code).toBe('unreadable_file')
    expect(packed.message).toMatch(new RegExp(`^The file is not a CSV file\\. Unpacked, it is .*${kind}`))
  })

  test('also one that is packed twice', async () => {
    const twice = gzipSync(gzipSync(version_4.join(',')))
    expect((await failureOf(readBytes(path(), twice))).message).toContain('compressed twice')
  })
})
