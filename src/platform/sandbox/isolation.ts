// What stands between a script and this machine, in the words of the admin page. Pure.
import type { Enclosure } from './enclosure.ts';
import type { Engine } from './engines.ts';
import type { Isolation } from './sandbox.ts';

export function isolationOf({ name, version, canPause }: Engine, { wrapper: _wrapper, ...walls }: Enclosure): Isolation {
  const missing = [
    ...(walls.bubblewrap
      ? []
      : ['Bubblewrap is not installed or not allowed here: the sandbox shares the file system, which it may read only in part.']),
    ...(walls.ownNetwork
      ? []
      : ['The sandbox could not be given a network of its own: only its virtual machine keeps a script from the network.']),
    ...(walls.ownProcesses ? [] : ['The sandbox could not be given a process namespace of its own.']),
    ...(walls.ownUser ? [] : ['The sandbox runs as the same user as Armature.']),
    ...(walls.prlimit
      ? []
      : ['prlimit is not installed: memory is limited by the virtual machine and watched from outside, and by nothing else.']),
    ...(walls.outsideWatch
      ? []
      : ['This system does not say what a process uses: only the virtual machine bounds the memory of a script.']),
    ...(canPause ? [] : ['This engine cannot pause a script: operations with the policy "ask" cannot be approved.']),
  ];
  return { engine: name, engineVersion: version, ...walls, canPause, missing };
}
