// What people who guess try first: the most used passwords of 12 characters and more, and the words the others are made of.

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Whole passwords, in lower case. */
export const COMMON_PASSWORDS = words(`
  123456789012 1234567890123 12345678901234 123456789123 123123123123 123456123456 112233445566 987654321987
  1234567890ab 1234567890abc 123456789abc 12345678910 123456789101 1234567891011 12345678900987654321 0123456789ab
  1q2w3e4r5t6y 1q2w3e4r5t6y7u 1q2w3e4r5t6y7u8i 1qaz2wsx3edc 1qaz2wsx3edc4rfv 1qazxsw23edc 1qazxsw2 1qaz@wsx3edc !qaz2wsx3edc
  zaq12wsxcde3 zaq1xsw2cde3 zaq!2wsxcde3 qazwsxedcrfv qazwsxedc123 qwertyuiop12 qwertyuiop123 qwerty123456 qwerty1234567
  qwerty12345678 qwerty123456789 qwertyuiop[] qwertyuiop1 qwertyuiopas qwertyuiopasdfgh asdfghjkl123 asdfghjkl1234
  asdfghjkl;' asdfghjklqwertyuiop zxcvbnm12345 zxcvbnm123456 zxcvbnm1234567890 qweasdzxc123 qweasdzxc1234 qwe123qwe123 qweqweqweqwe
  qwer1234asdf qwer1234qwer asdf1234asdf asdf1234qwer a1b2c3d4e5f6 a1b2c3d4e5f6g7 a1s2d3f4g5h6 abc123abc123 abcd1234abcd abcd12345678
  abcdef123456 abcdefg12345 abcdefgh1234 abc123456789 abcd1234efgh aa123456789 aaa123456789 asd123456789 asdasdasdasd a12345678901
  passw0rd1234 p@ssw0rd1234 p@ssword1234 p@$$w0rd1234 password1234 password12345 password123456 password1234567 password12345678
  passwordpassword password1password password!234 passwordsecret mypassword123 mypassword1234 newpassword1 newpassword123 thisismypassword
  thisisapassword thepassword12 yourpassword correcthorsebatterystaple correct-horse-battery-staple
  iloveyou1234 iloveyou12345 iloveyou123456 iloveyoubaby iloveyousomuch iloveyouforever ilovemyself1 ilovemyfamily ilovejesus123 iloveyou2024
  welcome12345 welcome123456 welcome1234! letmein12345 letmein123456 letmeinplease administrator administrator1 administrator123 admin1234567
  admin12345678 admin123456789 adminadminadmin admin@123456 adminadmin123 rootrootroot toortoortoor superman1234 spiderman123 batman123456
  football1234 baseball1234 basketball12 basketball123 liverpool1234 manchesterunited chelseafc1234 arsenal12345 barcelona123 realmadrid12
  manchester123 newcastle1234 christopher1 christopher12 elizabeth123 charlotte123 alexander1234 alexandria12 jacqueline12 marijuana420
  dragonball12 dragonballz1 pokemon12345 starwars1234 startrek1234 minecraft123 counterstrike playstation1 playstation2 playstation3 nintendo1234
  harrypotter1 harrypotter12 sunshine1234 sunflower123 butterfly123 strawberry12 strawberry123 chocolate123 cheesecake12 pineapple123
  princess1234 princess12345 beautiful123 gorgeous1234 sweetheart12 sweetheart123 babygirl1234 babygirl12345 motherfucker fuckyou12345 fuckyou123456
  computer1234 internet1234 samsung12345 blackberry12 microsoft123 facebook1234 instagram123 linkedin1234 whatsapp1234 youtube12345
  changeme1234 changeme12345 changeme123! changeit1234 trustno1trustno1 secretsecret secret123456 testtesttest test12345678 test123456789 testpassword
  defaultpassword temppassword temporary123 guestguest12 company12345 company123456 master123456 monkey123456 shadow123456 killer123456 dragon123456
  michael12345 michael123456 jessica12345 jennifer1234 jordan123456 daniel123456 charlie12345 thomas123456 anthony12345 william12345
  summer202412 winter202412 spring202412 autumn202412 january12345 february1234 december1234 november1234 september123
  unbelievable international californiaa australia123 newzealand12 unitedstates switzerland1 deutschland1 deutschland123 passwort1234 passwort12345
  hallohallo12 hallo1234567 schalke04123 motdepasse12 motdepasse123 azertyuiop12 azertyuiop123 contrasena12 contraseña12 contrasena123 teamoteamo12
  qwertzuiop12 qwertzuiop123 qwertz123456 senha1234567 senha12345678 parola123456 haslo1234567 wachtwoord12 wachtwoord123 salasana1234
  armature1234 armature12345 armaturearmature mcpserver123 mcpservermcpserver chatgpt12345 claude123456 openai123456 anthropic123
`);

/** Alone or in a row, with digits and marks around them. */
export const COMMON_WORDS = words(`
  password passwort passwords pass passphrase motdepasse contrasena contraseña senha parola haslo wachtwoord salasana mypassword newpassword
  secret secrets topsecret private access login logon signin letmein letme please open opensesame enter welcome hello hallo
  admin administrator root toor superuser user username guest default test tester testing demo temp temporary changeme changeit change
  qwerty qwertyuiop qwertz qwertzuiop azerty azertyuiop asdf asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc qweasd qweasdzxc abc abcd abcdef abcdefg
  iloveyou love loveyou lovely forever baby babygirl princess sunshine summer winter spring autumn fall monday friday january december
  monkey dragon shadow master superman batman spiderman pokemon starwars football baseball basketball soccer hockey liverpool arsenal chelsea barcelona
  charlie michael jessica jennifer jordan daniel thomas anthony ashley andrew joshua robert matthew
  computer internet samsung google facebook microsoft windows linux apple company office server database mysql postgres oracle cisco
  your our the this you new old very super best strong safe secure security key word trustno one
  fuckyou fuck shit bitch sexy killer hunter ranger tigger cookie cheese pepper flower freedom whatever nothing blink
  armature mcp claude chatgpt openai anthropic
`);
