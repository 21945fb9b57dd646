import {createPublicKey, type KeyObject} from 'node:crypto';
import {Fault} from '../../../source/core/fault.js';

/** NIST curves by the names of JWK (RFC 7518, 6.2.1.1), SSH (RFC 5656, 10.1), and the hash that goes with each. */
const CURVES: Readonly<Record<string, {readonly name: string; readonly hash: string}>> = {
	'P-256': {name: 'nistp256', hash: 'sha256'},
	'P-384': {name: 'nistp384', hash: 'sha384'},
	'P-521': {name: 'nistp521', hash: 'sha512'},
};

/** The public half of a private key as SSH sends it (RFC 4253, 6.6; RFC 5656, 3.1; RFC 8709, 4). */
export function publicBlobOf(key: KeyObject): Buffer {
	const jwk = createPublicKey(key).export({format: 'jwk'});
	const part = (value: string | undefined): Buffer => Buffer.from(value ?? '', 'base64url');
	const curve = CURVES[jwk.crv ?? ''];
	if (jwk.kty === 'OKP' && jwk.crv === 'Ed25519') {
		return Buffer.concat([field('ssh-ed25519'), field(part(jwk.x))]);
	}

	if (jwk.kty === 'EC' && curve !== undefined) {
		const point = Buffer.concat([Buffer.from([4]), part(jwk.x), part(jwk.y)]);
		return Buffer.concat([field(`ecdsa-sha2-${curve.name}`), field(curve.name), field(point)]);
	}

	if (jwk.kty === 'RSA') {
		return Buffer.concat([field('ssh-rsa'), number(part(jwk.e)), number(part(jwk.n))]);
	}

	throw new Fault('unsupported', `keys of type ${jwk.crv ?? jwk.kty ?? 'unknown'} cannot be used for SSH`);
}

/** The hash that a key signs with. For RSA the server chooses; SHA-1 where it is too old to say (RFC 8332). */
export function hashFor(key: KeyObject, chosen: string | undefined): string | null {
	switch (key.asymmetricKeyType) {
		case 'ed25519':
			return null;
		case 'ec':
			return CURVES[createPublicKey(key).export({format: 'jwk'}).crv ?? '']?.hash ?? 'sha256';
		default:
			return chosen ?? 'sha1';
	}
}

function field(content: Buffer | string): Buffer {
	const bytes = Buffer.from(content);
	const length = Buffer.alloc(4);
	length.writeUInt32BE(bytes.length);
	return Buffer.concat([length, bytes]);
}

/** RFC 4251, 5: a positive number whose first bit is set gets a zero byte before it. */
function number(bytes: Buffer): Buffer {
	return field((bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}
