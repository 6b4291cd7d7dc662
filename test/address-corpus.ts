// Addresses an attacker would write. Each is refused before anything is opened; a name comes with what its DNS answers.

export interface Hostile {
  readonly url: string;
  /** What is tried. */
  readonly trick: string;
  /** What the name resolves to. Without it, asking at all is a fault. */
  readonly dns?: readonly string[];
  /** ALLOWED_PRIVATE_HOSTS of the instance; default empty. */
  readonly listed?: readonly string[];
  /** The embedded single-user mode. */
  readonly loopbackAllowed?: boolean;
  /** ALLOW_INSECURE_HTTP=1. */
  readonly insecureAllowed?: boolean;
}

const literal = (trick: string, ...urls: readonly string[]): Hostile[] => urls.map((url) => ({ url, trick }));
const named = (trick: string, url: string, ...dns: readonly string[]): Hostile => ({ url, trick, dns });

/** What single-user mode does not open either. */
const inSingleUserMode = (entries: readonly Hostile[]): Hostile[] => entries.map((entry) => ({ ...entry, loopbackAllowed: true }));

const METADATA: readonly Hostile[] = [
  ...literal(
    'a metadata service',
    'https://169.254.169.254/latest/meta-data/iam/security-credentials/',
    'https://169.254.169.254./latest/',
    'https://169.254.170.2/v2/credentials',
    'https://100.100.100.200/latest/meta-data/',
    'https://192.0.0.192/opc/v2/instance/',
    'https://168.63.129.16/machine?comp=goalstate',
    'https://[::ffff:168.63.129.16]/machine',
    'https://[fd00:ec2::254]/latest/meta-data/',
    'https://[fd20:ce::254]/computeMetadata/v1/',
    'https://2852039166/latest/meta-data/',
    'https://0xa9fea9fe/',
    'https://0xa9.0xfe.0xa9.0xfe/',
    'https://0251.0376.0251.0376/',
    'https://169.254.43518/',
    'https://169.16689662/',
    'https://[::ffff:169.254.169.254]/',
    'https://[::ffff:a9fe:a9fe]/',
    'https://[64:ff9b::a9fe:a9fe]/',
    'https://[2002:a9fe:a9fe::]/',
  ),
  named('a name of the metadata service', 'https://metadata.google.internal/computeMetadata/v1/', '169.254.169.254'),
  named('a name of the metadata service', 'https://metadata/computeMetadata/v1/', '169.254.169.254'),
  named('a name of the metadata service', 'https://instance-data.ec2.internal/latest/', '169.254.169.254'),
  named('a public name of the metadata service', 'https://metadata.attacker.example/', '169.254.169.254'),
  named('a public name of a metadata service over IPv6', 'https://metadata6.attacker.example/', 'fd00:ec2::254'),
];

const PRIVATE: readonly Hostile[] = [
  ...literal(
    'a private network',
    'https://10.0.0.1/',
    'https://10.255.255.255/',
    'https://172.16.0.1/',
    'https://172.31.255.254/',
    'https://192.168.0.1/',
    'https://3232235777/',
    'https://0300.0250.1.1/',
    'https://100.64.0.1/',
    'https://[fc00::1]/',
    'https://[fdff:ffff::1]/',
    'https://[fe80::1]/',
    'https://[fec0::1]/',
    'https://[fe80::5efe:10.0.0.1]/',
    'https://[::ffff:192.168.1.1]/',
    'https://[64:ff9b::c0a8:101]/',
    'https://[64:ff9b:1::c0a8:101]/',
    'https://[2002:c0a8:101::1]/',
    'https://[2001:0:c0a8:101::1]/',
  ),
  ...literal(
    'reserved, multicast or broadcast',
    'https://224.0.0.251/',
    'https://255.255.255.255/',
    'https://240.0.0.1/',
    'https://198.18.0.1/',
    'https://192.0.2.10/',
    'https://[ff02::fb]/',
    'https://[2001:db8::1]/',
    'https://[100::1]/',
    'https://[3fff::1]/',
  ),
];

const LOOPBACK: readonly Hostile[] = [
  ...literal(
    'loopback in another spelling',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://127.0.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0x7F.1/',
    'https://0x7f.0x0.0x0.0x1/',
    'https://017700000001/',
    'https://0177.0.0.01/',
    'https://0000177.0.0.1/',
    'https://127.0.0.1./',
    'https://127.127.127.127/',
    'https://0/',
    'https://0.0.0.0/',
    'https://localhost/',
    'https://LocalHost./',
    'https://a.b.localhost/',
    'https://[::1]/',
    'https://[::]/',
    'https://[0000:0000:0000:0000:0000:0000:0000:0001]/',
    'https://[::127.0.0.1]/',
    'https://[::7f00:1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[::ffff:0:7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[2001:0:4136:e378:8000:63bf:80ff:fffe]/',
    'https://[64:ff9b::7f00:1]/',
  ),
  ...literal(
    'loopback in other characters',
    'https://①②⑦.⓪.⓪.①/',
    'https://１２７．０．０．１/',
    'https://127。0。0。1/',
    'https://127｡0｡0｡1/',
    'https://𝟏𝟐𝟕.𝟎.𝟎.𝟏/',
    'https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/',
    'https://ｌｏｃａｌｈｏｓｔ/',
    'https://localhoſt/',
    'https://local\u00ADhost/',
    'https://local\u200Bhost/',
    'https://%31%32%37.0.0.1/',
    'https://%6c%6f%63%61%6c%68%6f%73%74/',
    'https://127.0\t.0.\n1/',
    '  https://127.0.0.1/  ',
    'HTTPS:127.0.0.1/',
    'https:\\\\127.0.0.1\\',
    'https:////127.0.0.1/',
  ),
  named('digits of another script, which stay a name', 'https://١٢٧.٠.٠.١/', '127.0.0.1'),
  named('a name in punycode', 'https://xn--fsqu00a.xn--0zwm56d/', '127.0.0.1'),
  named('a name that only looks like loopback, and is', 'https://127.0.0.1.attacker.example/', '127.0.0.1'),
  named('a name with a root dot', 'https://rebind.attacker.example./', '127.0.0.1'),
];

const USERINFO: readonly Hostile[] = literal(
  'a host hidden behind a name, or a name behind a host',
  'https://example.com@127.0.0.1/',
  'https://example.com:443@127.0.0.1/',
  'https://127.0.0.1@example.com/',
  'https://127.0.0.1%2f@example.com/',
  'https://user:pass@example.com/',
  'https://:@127.0.0.1/',
  'https://example.com%40127.0.0.1/',
  'https://127.0.0.1\\@example.com/',
  'https://127.0.0.1#@example.com/',
  'https://127.0.0.1?@example.com/',
  'https://127.0.0.1/@example.com/',
  'https://[::1]@example.com/',
);

const MALFORMED: readonly Hostile[] = literal(
  'no proper URL, zone or port',
  'https://[fe80::1%25lo]/',
  'https://[::1%25lo]/',
  'https://[::1%lo]/',
  'https://[::1]extra/',
  'https://[127.0.0.1]/',
  'https://[::1/',
  'https://::1/',
  'https://127.0.0.1:99999/',
  'https://example.com:-1/',
  'https://256.0.0.1/',
  'https://1.2.3.4.5/',
  'https://0x100000000/',
  'https://example..com:x/',
  'https://exa mple.com/',
  'https://',
  '//169.254.169.254/',
  '/etc/passwd',
  '',
  `https://example.com/${'a'.repeat(20_000)}`,
);

const SCHEMES: readonly Hostile[] = literal(
  'another scheme, or http to somewhere else',
  'http://example.com/',
  'http://8.8.8.8/',
  'http://[2606:4700::1111]/',
  'http://[::ffff:8.8.8.8]/',
  'http://localhost.example.com/',
  'file:///etc/passwd',
  'file://localhost/etc/passwd',
  'data:application/json,{}',
  'blob:https://example.com/1',
  'javascript:fetch(1)',
  'gopher://127.0.0.1:6379/_INFO',
  'ftp://127.0.0.1/',
  'dict://127.0.0.1:11211/stat',
  'ldap://127.0.0.1/',
  'ws://127.0.0.1/',
  'wss://example.com/',
  'unix:/var/run/docker.sock',
  'http+unix://%2Fvar%2Frun%2Fdocker.sock/info',
  'about:blank',
);

const DNS: readonly Hostile[] = [
  named('a name of loopback', 'https://loopback.attacker.example/', '127.0.0.1'),
  named('a name of loopback over IPv6', 'https://loopback6.attacker.example/', '::1'),
  named('a name of nowhere', 'https://zero.attacker.example/', '0.0.0.0'),
  named('a name of a private network', 'https://intranet.attacker.example/', '10.1.2.3'),
  named('a name of a unique-local address', 'https://ula.attacker.example/', 'fd12::1'),
  named('a mapped address in an answer', 'https://mapped.attacker.example/', '::ffff:127.0.0.1'),
  named('a NAT64 address in an answer', 'https://nat64.attacker.example/', '64:ff9b::7f00:1'),
  named('a public address first, a private one behind it', 'https://mixed.attacker.example/', '8.8.8.8', '10.0.0.1'),
  named('a private address first', 'https://mixed2.attacker.example/', '127.0.0.1', '8.8.8.8'),
  named('public IPv4, loopback IPv6', 'https://mixed6.attacker.example/', '8.8.8.8', '::1'),
  named('a scoped address in an answer', 'https://scoped.attacker.example/', 'fe80::1%lo'),
  named('something that is no address', 'https://nonsense.attacker.example/', '127.1'),
  named('no address at all', 'https://empty.attacker.example/'),
];

const LISTED: readonly Hostile[] = [
  { url: 'https://10.1.2.3/', trick: 'beside a listed range', listed: ['10.2.0.0/16'] },
  { url: 'https://10.0.0.1/', trick: 'a listed name is no range', listed: ['10.0.0.1.corp', 'corp'] },
  { url: 'https://x.db.corp/', trick: 'below a listed name', dns: ['10.0.0.9'], listed: ['db.corp'] },
  { url: 'https://db.corp.attacker.example/', trick: 'a listed name as a prefix', dns: ['10.0.0.9'], listed: ['db.corp'] },
  { url: 'https://attacker-db.corp/', trick: 'a listed name as a suffix', dns: ['10.0.0.9'], listed: ['db.corp'] },
  { url: 'https://a.corp/', trick: 'a wildcard is no name', dns: ['10.0.0.9'], listed: ['*.corp', '.corp', '*'] },
  { url: 'https://10.0.0.1/', trick: 'a broken range allows nothing', listed: ['10.0.0.0/33', '10.0.0.0/', '/8', '10/8', ''] },
  { url: 'https://[fd00::5]/', trick: 'another family', listed: ['10.0.0.0/8', '0.0.0.0/0'] },
  { url: 'https://169.254.169.254/', trick: 'loopback listed, metadata asked', listed: ['127.0.0.0/8', 'localhost'] },
  {
    url: 'https://sneaky.attacker.example/',
    trick: 'one answer listed, one not',
    dns: ['10.1.1.1', '192.168.1.1'],
    listed: ['10.0.0.0/8'],
  },
  { url: 'https://localhost/', trick: 'localhost that is not loopback', dns: ['8.8.8.8'], listed: ['127.0.0.1'] },
  { url: 'http://10.0.0.1/', trick: 'listed, but over http', listed: ['10.0.0.0/8'] },
  { url: 'http://db.corp/', trick: 'a listed name, but over http', listed: ['db.corp'] },
];

const SINGLE_USER: readonly Hostile[] = [
  ...inSingleUserMode([...METADATA, ...PRIVATE]),
  { url: 'http://example.com/', trick: 'http elsewhere in single-user mode', loopbackAllowed: true },
  { url: 'http://0.0.0.0/', trick: 'unspecified is not loopback', loopbackAllowed: true },
  { url: 'http://10.0.0.1/', trick: 'http to a private network', loopbackAllowed: true, insecureAllowed: true },
  { url: 'http://rebind.attacker.example/', trick: 'a private name over http', dns: ['192.168.1.1'], insecureAllowed: true },
  { url: 'https://localhost/', trick: 'localhost elsewhere', dns: ['10.0.0.1'], loopbackAllowed: true },
];

export const HOSTILE: readonly Hostile[] = [
  ...METADATA,
  ...PRIVATE,
  ...LOOPBACK,
  ...USERINFO,
  ...MALFORMED,
  ...SCHEMES,
  ...DNS,
  ...LISTED,
  ...SINGLE_USER,
];

/** Where a server we may talk to can try to send us. */
export const HOSTILE_REDIRECTS: readonly string[] = [
  'http://169.254.169.254/latest/meta-data/',
  'https://10.0.0.1/',
  'http://[::ffff:a9fe:a9fe]/',
  '//169.254.169.254/',
  'http://localhost:1/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:6379/',
  'http://user:pass@127.0.0.1/',
  'https://attacker.example/',
  'data:text/plain,x',
  'http:\\\\169.254.169.254\\',
];
