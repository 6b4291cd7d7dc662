// The phrases by which hidden instructions are known, as data. A tool's description may tell what the tool does and when it is right
// to use it; it has no business with what the model was told before, with what the user may know, with files and secrets that the
// tool does not take, or with how other servers' tools are used.
import type { PoisonRule } from './finding.ts';

interface Phrase {
  /** See `compilePhrases`. */
  readonly text: string;
  /** `mark`: tells nothing alone, see `COMBINATIONS`. */
  readonly weight: 'error' | 'warning' | 'mark';
  readonly rule: PoisonRule;
  /** What it is called in the combinations. */
  readonly id: string;
}

const phrases = (weight: Phrase['weight'], rule: PoisonRule, id: string, ...texts: readonly string[]): Phrase[] =>
  texts.map((text) => ({ text, weight, rule, id }));

const IGNORE = 'ignore|disregard|forget|ignoring|disregarding|neglect|discard|abandon';
const EARLIER = 'previous|prior|earlier|above|preceding|former|your|initial|original|system|safety';
const ORDERS =
  'instruction|instructions|prompt|prompts|rules|guideline|guidelines|guardrails|directions|directives|restrictions|constraints|orders|safeguards';
const USER = 'user|users|human|anyone|anybody|operator';
const SEND = 'send|include|attach|append|pass|forward|upload|post|paste|share|copy|put|submit|transmit|embed|hand|leak';
const READ = 'read|open|cat|load|fetch|access|get|copy|print|dump|extract|grab|retrieve';
const TALK = 'conversation|chat|dialogue|dialog|discussion';
const CALL = 'use|uses|using|used|call|calls|called|calling|invoke|invokes|invoked|invoking|run|runs|running|execute|executed|executing';

export const PHRASES: readonly Phrase[] = [
  // What the model was told before is no business of a tool.
  ...phrases(
    'error',
    'hidden_instruction',
    'override',
    `${IGNORE} ~2 ${EARLIER} ~3 ${ORDERS}`,
    `${IGNORE} ~1 all|any|every|the ~1 instructions|guidelines|guardrails|directives|safeguards`,
    `${IGNORE} ~2 ${ORDERS} ~3 earlier|before|previously|above`,
    `${IGNORE} ~2 ${ORDERS} ~1 you ~2 given|got|received`,
    `override|overrides|bypass ~1 your|all|previous|prior|earlier|safety ~2 ${ORDERS}`,
    `treat|take|regard ~8 only|sole|new|real task|instruction|instructions|goal|job`,
    'new|updated instructions ~1 for|to ~1 assistant|ai|model|agent|llm',
    'you ~3 developer|god|dan|unrestricted|jailbreak mode',
    'enter|activate ~1 unrestricted|jailbreak|god|dan mode',
    'act|behave|respond ~3 unrestricted|uncensored|jailbroken',
    'you ~1 have no rules|restrictions|limits|limitations|guidelines',
    '^system override|directive',
    'run|execute ~1 every|any|all ~1 command|commands ~3 without',
    'obey|obeys|follow ~1 this|the server|operator',
    'safety|security ~1 checks|rules|filters|guardrails|restrictions ~1 are|is ~1 off|disabled|suspended|lifted|void',
    `${ORDERS} ~6 your system|hidden prompt|instructions ~3 not apply`,
    'curl|wget ~10 @pipe sh|bash|zsh|python|python3|sudo',
    'run|execute|type|issue ~2 rm ~0 rf',
    'bash|sh|zsh ~2 wget|curl',
    'approve|accept|merge|confirm ~5 without ~1 reading|looking|reviewing|checking',
    '+write|add|append|save|put|insert|copy ~8 @agentfile',
    'must|always|first ~1 read|fetch|open|load|get ~8 include|add|append|attach ~3 response|answer|reply',
    'ignore|disregard|override|bypass ~1 all|any|every|the ~1 safety|security ~1 rules|measures|checks|policies|filters|guidelines',
    'always|must ~2 call|run|invoke|execute ~2 @foreign',
    `call|run|invoke|use ~2 @foreignsecret`,
    'ignora|ignore|ignorad|ignoren|olvida|olvide ~3 instrucciones',
    'ignora|ignore|ignorem|esqueca ~3 instrucoes',
    'ignora|ignorate|dimentica ~3 istruzioni',
    'ignoriere|ignorieren|ignoriert|vergiss|missachte ~3 anweisung|anweisungen|regeln|vorgaben',
    'ignorez|ignore|oubliez|oublie ~3 instructions|consignes',
    'negeer|vergeet ~3 instructies|opdrachten|regels|aanwijzingen',
    'zignoruj|ignoruj|zignorujcie|zapomnij ~3 instrukcje|polecenia|zasady|wytyczne',
    'onceki ~3 talimatlari|talimatlar|komutlari|kurallari ~2 yok|unut|unutun|gormezden',
    `${IGNORE}|replace|supersede ~4 new ~0 system ~0 message|prompt|instruction|instructions`,
    `new|updated ~0 system ~0 message|prompt|instruction|instructions`,
    `call|run|invoke|execute ~0 @foreign ~10 without ~1 asking|confirming|confirmation|permission|approval`,
    'memory ~3 that ~8 always|trusted|trust|safe',
    'replace|change|swap|exchange ~3 bitcoin|wallet|crypto|payment|account|bank|iban ~1 address|addresses|number|numbers|details ~1 by|with|to',
    'игнорируи|игнорируите|забудь|забудьте ~3 инструкции|указания|правила',
  ),
  // Nor is it to keep something from the person.
  ...phrases(
    'error',
    'hidden_instruction',
    'conceal',
    `not|never|avoid|without|nor ~1 tell|telling|inform|informing|mention|mentioning ~6 ${USER}|them`,
    'not|never|avoid|without|nor ~0 mention|mentioning|disclose|reveal|explain ~0 this|it|that',
    `not|never let ~2 ${USER} ~1 know|notice|find|learn`,
    `user|users|human|they ~0 must|should|shall|may|can|need|does|do|will ~1 not ~2 know|aware|notice|learn|realize|realise`,
    `user|users|human ~0 must|should|shall|may|can|need ~1 not ~1 be ~1 told|informed`,
    'without ~3 user|users|human ~2 knowing|knowledge|noticing|awareness|aware',
    'without ~1 knowledge|awareness ~2 user|users|human',
    `keep ~3 secret|hidden|quiet ~1 from ~1 ${USER}`,
    'keep ~2 to yourself',
    `hide|conceal ~0 this|it|that ~3 from ~1 ${USER}`,
    'secretly|covertly|stealthily|surreptitiously +add|send|include|copy|forward|append|collect|call|run|read|share|upload|attach|log|record|store|save|insert|set|change|replace|delete|execute',
    '^silently|quietly send|forward|upload|share|copy|include|attach|collect|transmit|append',
    `tell|assure|reply ~2 ${USER} ~4 everything|all ~2 fine|ok|okay|well|good|normal|safe`,
    'no ~3 digas|diga|digan|informes|informe|menciones|mencione ~4 usuario',
    'nao ~2 diga|conte|informe|mencione ~4 usuario',
    'non ~2 dire|informare|menzionare ~4 utente',
    'sage|sag|erzahle|verrate|teile ~3 nutzer|benutzer|anwender ~3 nichts|nicht',
    'ne ~3 dites|dis|informez|informe|mentionnez|parlez ~5 utilisateur',
    'vertel|zeg|meld ~3 gebruiker ~4 niets|niet',
    'nie ~1 mow|mowcie|informuj|wspominaj ~3 uzytkownikowi|uzytkownika',
    'kullanıcıya|kullaniciya ~3 bahsetme|soyleme|bildirme|bahsetmeyin|soylemeyin',
    'не ~1 говори|говорите|сообщаи|сообщаите ~3 пользователю',
  ),
  ...phrases(
    'warning',
    'hidden_instruction',
    'show not',
    `not|never ~0 show|display|expose|reveal|disclose ~0 this|it|that|these ~5 ${USER}`,
    'not|never|avoid|without ~0 report|show|display|expose|log ~0 this|it|that',
    'upload|send|forward|share|copy|collect ~14 silently|secretly|covertly|quietly',
  ),
  // Nor to go against what the person asked for.
  ...phrases(
    'error',
    'hidden_instruction',
    'against the user',
    'regardless|irrespective ~1 what ~1 user|users|they|person',
    'matter what ~1 user|users|they|person',
    'whatever ~1 user|users|person|customer asks|requests|wants|says|asked|requested',
    'even if ~1 user|users|person ~1 objects|refuses|declines|insists|disagrees|cancels',
    'even if ~1 user|users|person ~1 says|asks ~2 no|not|stop',
    'instead ~5 user|person ~1 gave|wanted|wants|requested|entered|provided|chose|typed',
  ),
  ...phrases(
    'warning',
    'hidden_instruction',
    'always yes',
    '^always|automatically approve|confirm|accept|grant ~1 purchases|everything|payments|transactions|requests',
  ),
  ...phrases(
    'warning',
    'hidden_instruction',
    'addressed',
    'note|message|notice|instruction|instructions ~0 to|for ~1 ai|assistant|llm|model|agent',
    'assistant|ai|llm ~0 must|shall ~4 read|open|include|call|send|upload|copy|append|attach',
    'you ~1 always approve|accept|obey|agree|comply',
  ),
  ...phrases(
    'warning',
    'hidden_instruction',
    'consented',
    'user|users ~2 already ~1 given|granted|consented|approved|authorised|authorized|agreed|confirmed',
  ),
  ...phrases(
    'warning',
    'hidden_instruction',
    'no asking',
    'no|not ~1 need ~1 to ~0 ask|confirm|request',
    '+skip ~2 confirmation|permission|approval',
    'exempt ~2 confirmation|permission|approval|approvals|confirmations',
    '^proceed|continue|go without ~2 them|asking|confirmation|permission',
  ),
  // Who makes the model or runs the client does not speak through a tool.
  ...phrases(
    'warning',
    'hidden_instruction',
    'forged voice',
    'note|message|notice|instruction|instructions ~0 from ~1 anthropic|openai|google|microsoft|administrator|developers',
  ),
  ...phrases('warning', 'hidden_instruction', 'forged end', 'end ~0 of ~1 tool|system description|descriptions|prompt|instructions'),
  ...phrases('warning', 'hidden_instruction', 'runs a package', '^run|execute|install|start ~3 npx|uvx|bunx|pipx'),
  ...phrases(
    'warning',
    'hidden_instruction',
    'advertises',
    '^only|always ~1 recommend|promote|suggest',
    '^recommend|promote|suggest ~0 only',
  ),
  ...phrases('warning', 'hidden_instruction', 'dictates', '^tell ~1 user|users ~0 that'),
  // Calling this tool first for everything, and tools that nobody asked for.
  ...phrases(
    'warning',
    'hidden_instruction',
    'first of all',
    `before|prior ~2 any|every|all|each ~0 other tool|tools`,
    `before ~1 ${CALL} ~0 any|every|all|each ~0 tool|tools`,
    `before ~0 any|every|all|each ~1 tool|tools|request|action|answer`,
  ),
  ...phrases('warning', 'hidden_instruction', 'calls another', `also|always|must|first|then call|run|invoke|execute ~1 @foreign`),
  ...phrases(
    'warning',
    'hidden_instruction',
    'this first',
    'always|must ~1 call|use|run|invoke ~1 this|it ~1 tool|function ~2 first|before',
  ),
  ...phrases(
    'mark',
    'hidden_instruction',
    'everything',
    'any|every|all|each ~0 request|requests|query|queries|prompt|question|questions|message|conversation|task|tasks|answer',
  ),
  // That this tool is the best is for people to say.
  ...phrases(
    'warning',
    'tool_shadowing',
    'prefers',
    'always|must|only ~1 choose|prefer|select|pick|use ~0 this ~0 tool|function|server ~1 over|instead|rather',
  ),
  ...phrases(
    'warning',
    'tool_shadowing',
    'discredits others',
    'other|all|any ~1 tools|servers ~1 are|is ~2 unsafe|outdated|insecure|untrusted|unreliable|inferior|broken|wrong|malicious|dangerous',
    'not|never ~0 use|call|trust ~0 any|other ~0 other|tool|tools|server|servers',
  ),
  // How other servers' tools are used.
  ...phrases(
    'mark',
    'tool_shadowing',
    'other tool',
    `when|whenever|before|after|every|each|time|if|once ~5 ${CALL} ~3 @foreign`,
    `@foreign ~2 is|are|gets ~0 used|called|invoked|run|executed|available|present|installed|connected`,
    `calls|requests|call|uses|use ~1 to|of ~1 @foreign`,
  ),
  ...phrases(
    'mark',
    'tool_shadowing',
    'discredits',
    `@foreign ~3 is|has|was ~3 compromised|hacked|broken|unsafe|insecure|malicious|unreliable|infected|leaking|breached`,
    `@foreign ~2 returns|gives|shows|has ~1 wrong|false|incorrect|inaccurate|bad`,
    `not|never|stop ~1 use|using|call|calling|trust ~2 @foreign ~6 compromised|hacked|broken|unsafe|insecure|malicious|unreliable|infected|leaking|breached`,
  ),
  ...phrases('mark', 'tool_shadowing', 'instead', 'instead', 'this tool', 'must not', 'through this'),
  ...phrases(
    'mark',
    'tool_shadowing',
    'alters',
    'must|always|never|add|set|replace|replaced|change|changed|redirect|increase|modify|swap|reroute|bcc|multiply|adjust|subtract|forward|send|route',
  ),
  // Files and secrets.
  ...phrases(
    'error',
    'secret_request',
    'own orders',
    `^repeat|reveal|print|copy|paste|output|include|send|write|leak|dump|quote ~3 your ~1 system|hidden|initial|original|secret|internal prompt|prompts|instructions|message|messages`,
  ),
  ...phrases(
    'error',
    'secret_request',
    'whole talk',
    `entire|full|whole|complete|all ~2 ${TALK} ~7 so|verbatim|word|including|session|here`,
  ),
  ...phrases(
    'error',
    'secret_request',
    'whole talk',
    `^+${SEND}|provide|give|add|supply ~4 entire|full|whole|complete|all ~2 ${TALK} ~0 context|history|log|transcript|messages|memory`,
    `^+${SEND} ~2 ${TALK} ~0 history|log|transcript|context|messages ~3 @url|@email|vendor|server`,
    'system prompt|message|instructions ~3 assistant|model|you|ai|agent|llm ~1 was|were|is|are|has ~1 given|using|received|running',
    'every|all|list ~4 tools|tool|functions ~4 available ~0 to ~0 you',
  ),
  ...phrases('warning', 'secret_request', 'this talk', `history|transcript|log|messages ~0 of|from ~0 this|our|current ~0 ${TALK}|session`),
  ...phrases(
    'warning',
    'secret_request',
    'last messages',
    `^+${SEND} ~3 last|previous|earlier|recent ~3 messages|message|prompts|turns ~2 user`,
  ),
  ...phrases('error', 'secret_request', 'any secrets', `+${SEND}|fill|supply ~4 all|any|every|their|found ~3 @secret`),
  ...phrases(
    'mark',
    'secret_request',
    'collects',
    'output|result ~1 of ~0 env|printenv',
    '+collect|gather|extract|harvest|read ~5 @envsecret',
    `+collect|gather|find|extract|harvest|search|look ~3 all|any|every|their ~2 @secret`,
  ),
  ...phrases('warning', 'secret_request', 'file content', `content|contents|text|value|values ~3 @secretpath`),
  ...phrases(
    'error',
    'secret_request',
    'file content',
    `content|contents ~2 reading|read ~3 @secretpath`,
    `ask|request|demand ~6 @secretpath`,
    'lies|lese|lee|lea|lis|lisez|leia|leggi|прочитаи ~4 @secretpath',
    `must|always|first ~2 check|verify|inspect|view|scan ~3 @secretpath`,
  ),
  ...phrases(
    'error',
    'secret_request',
    'whole file',
    `^+fill|enter|supply|provide|paste|put|copy|send|include ~4 entire|whole|full|complete|all ~3 @secretpath`,
    'cookies|cookie ~0 database|db|store|jar ~2 of|from ~2 user|browser|profile',
    'cookies ~0 of|from ~1 browser profile',
    'code|codes ~6 sms|text ~5 bank',
  ),
  ...phrases('warning', 'secret_request', 'reads file', `^+${READ} ~4 @secretpath`),
  ...phrases('mark', 'secret_request', 'moves file', `+${SEND} ~6 @secretpath`),
  ...phrases('mark', 'secret_request', 'moves', `+^${SEND}|add|insert|provide|fill`),
  ...phrases('mark', 'secret_request', 'environment', `^+read|dump|collect|open ~1 environment`),
  // Where it goes.
  ...phrases('error', 'exfiltration_url', 'image', '@imageleak'),
  ...phrases('warning', 'exfiltration_url', 'leak', '@leakurl'),
  ...phrases('warning', 'exfiltration_url', 'active', '@activeurl'),
  ...phrases('mark', 'exfiltration_url', 'runs', 'follow|execute|load|run|obey|eval'),
  ...phrases('mark', 'exfiltration_url', 'sends to', `+${SEND}|report|write|log ~14 @url`),
  ...phrases('mark', 'exfiltration_url', 'collector', '@collector|@ipurl'),
  ...phrases('mark', 'exfiltration_url', 'mails', `+${SEND}|bcc|cc|add ~8 @email`),
  ...phrases(
    'mark',
    'exfiltration_url',
    'wares',
    `arguments|conversation|history|workspace|files|everything|contents|content|credentials|data|result|results|id|key`,
  ),
  ...phrases(
    'mark',
    'hidden_instruction',
    'must',
    'must|always|mandatory|required|require|also|first|additionally',
    'have|has|need|needs to',
    'every|each|after|before',
  ),
  ...phrases('mark', 'hidden_instruction', 'decode', '^decode|decrypt|deobfuscate ~6 follow|execute|obey|run|apply'),
];
