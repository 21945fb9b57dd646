import {generateKeyPairSync} from 'node:crypto';

/** A key pair that is used for one login. */
export type OneTimeKey = {
	/** PEM, as OpenSSH and ssh2 read it. */
	readonly privateText: string;
	/** As authorized_keys and known_hosts write it: type and base64. */
	readonly publicLine: string;
};

const TYPE = 'ecdsa-sha2-nistp256';
const COORDINATE_BYTES = 32;

/** Makes a key of the one type that old hosts know (OpenSSH 5.7) and those in FIPS mode allow: they take no ed25519. */
export function makeOneTimeKey(): OneTimeKey {
	const {privateKey, publicKey} = generateKeyPairSync('ec', {namedCurve: 'prime256v1'});
	const {x = '', y = ''} = publicKey.export({format: 'jwk'});
	// RFC 5656, 3.1: the type, the curve's name, and the point, uncompressed.
	const point = Buffer.concat([Buffer.from([4]), ...[x, y].map(coordinateOf)]);
	const blob = Buffer.concat([Buffer.from(TYPE), Buffer.from('nistp256'), point].map(withLength));
	return {
		privateText: privateKey.export({format: 'pem', type: 'sec1'}).toString(),
		publicLine: `${TYPE} ${blob.toString('base64')}`,
	};
}

/** RFC 7518, 6.2.1.2: always of the full size. */
const coordinateOf = (text: string): Buffer => Buffer.from(text, 'base64url').subarray(-COORDINATE_BYTES);

function withLength(bytes: Buffer): Buffer {
	const length = Buffer.alloc(4);
	length.writeUInt32BE(bytes.length);
	return Buffer.concat([length, bytes]);
}
