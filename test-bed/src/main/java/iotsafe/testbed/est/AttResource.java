package iotsafe.testbed.est;

import iotsafe.testbed.events.EventLog;
import iotsafe.testbed.weather.Forecast;
import iotsafe.testbed.weather.Weather;
import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.server.resources.CoapExchange;

/** What this server wants in a request: nothing, unless the weather has it otherwise (RFC 7030 §4.5; RFC 9148 §4.1, {@code att}). */
final class AttResource extends EstResource {
    /** application/csrattrs. */
    private static final int FORMAT = 285;

    /** id-aa-estIdentityLinking, RFC 7894 §3.3. */
    private static final ASN1ObjectIdentifier IDENTITY_LINKING = new ASN1ObjectIdentifier("1.2.840.113549.1.9.16.2.58");

    /** Of no meaning to any client: macAddress, as in the example of RFC 7030 §4.5.2. */
    private static final ASN1ObjectIdentifier UNKNOWN = new ASN1ObjectIdentifier("1.3.6.1.1.1.1.22");

    private final Forecast forecast;

    AttResource(Forecast forecast, EventLog events, ScheduledExecutorService worker) {
        super(EstOperation.ATT, forecast, events, worker);
        this.forecast = forecast;
        getAttributes().addContentType(FORMAT);
    }

    @Override
    public void handleGET(CoapExchange exchange) {
        serve(exchange);
    }

    @Override
    Response authenticated(Peer peer, Request request) {
        if (request.getOptions().hasAccept() && request.getOptions().getAccept() != FORMAT) {
            return refusal(ResponseCode.NOT_ACCEPTABLE, "Accept can be 285");
        }
        Response response = new Response(ResponseCode.CONTENT);
        response.getOptions().setContentFormat(FORMAT);
        try {
            response.setPayload(new DERSequence(wishes()).getEncoded(ASN1Encoding.DER));
        } catch (IOException e) {
            throw new IllegalStateException("a list just made always has an encoding", e);
        }
        return response;
    }

    private ASN1EncodableVector wishes() {
        ASN1EncodableVector wishes = new ASN1EncodableVector();
        if (forecast.has(Weather.ATT_LINKING)) {
            wishes.add(PKCSObjectIdentifiers.pkcs_9_at_challengePassword);
        }
        if (forecast.has(Weather.ATT_IDENTITY_LINKING)) {
            wishes.add(IDENTITY_LINKING);
        }
        if (forecast.has(Weather.ATT_P384)) {
            wishes.add(new Attribute(X9ObjectIdentifiers.id_ecPublicKey, new DERSet(SECObjectIdentifiers.secp384r1)));
        }
        if (forecast.has(Weather.ATT_UNKNOWN)) {
            wishes.add(UNKNOWN);
        }
        return wishes;
    }
}
