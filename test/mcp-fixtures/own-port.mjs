// Loaded before a program that insists on a port: the one in OWN_PORT is used instead, on loopback only. Plain JavaScript for --import.
import { Server } from 'node:net';

const listen = Server.prototype.listen;

Server.prototype.listen = function listenElsewhere(port, ...rest) {
  if (typeof port !== 'number') return listen.call(this, port, ...rest);
  const callback = rest.find((each) => typeof each === 'function');
  return listen.call(this, Number(process.env.OWN_PORT ?? port), '127.0.0.1', callback);
};
