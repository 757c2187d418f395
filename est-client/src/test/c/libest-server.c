/*
 * An EST server for interoperability tests: Cisco's libest (Debian: libest3) answers HTTP, checks the request and the linking of identity;
 * this program lends it a socket on the loopback address and a CA. For tests only: it certifies whatever libest lets through.
 *
 * Usage: libest-server CA.pem CA-KEY.pem SERVER.pem SERVER-KEY.pem [pop] [later] [basic|digest] [csrattrs=BASE64]
 * It prints "port N" when it listens, and ends with its standard input.
 */
#include <arpa/inet.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "est/est.h"

static X509 *ca;
static EVP_PKEY *ca_key;
static int *later; /* shared by all connections */
static unsigned char *digest_ha1 = (unsigned char *) "";

static void die(const char *what) {
    fprintf(stderr, "libest-server: %s\n", what);
    exit(1);
}

static BIO *file(const char *name) {
    BIO *opened = BIO_new_file(name, "r");
    if (!opened) die(name);
    return opened;
}

static X509 *certificate_in(const char *name) {
    BIO *in = file(name);
    X509 *found = PEM_read_bio_X509(in, NULL, NULL, NULL);
    BIO_free(in);
    if (!found) die(name);
    return found;
}

static EVP_PKEY *key_in(const char *name) {
    BIO *in = file(name);
    EVP_PKEY *found = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    BIO_free(in);
    if (!found) die(name);
    return found;
}

static unsigned char *text_in(const char *name, int *length) {
    BIO *in = file(name);
    unsigned char *text = calloc(1, 65536);
    *length = BIO_read(in, text, 65535);
    BIO_free(in);
    if (*length <= 0) die(name);
    return text;
}

static void extend(X509 *certificate, int nid, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, ca, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    if (!extension || !X509_add_ext(certificate, extension, -1)) die("extension");
    X509_EXTENSION_free(extension);
}

static X509 *issue(X509_REQ *request) {
    X509 *made = X509_new();
    unsigned char serial[8];
    FILE *random = fopen("/dev/urandom", "r");
    if (!random || fread(serial, 1, sizeof serial, random) != sizeof serial) die("/dev/urandom");
    fclose(random);
    serial[0] = (serial[0] & 0x3F) | 0x40;
    BIGNUM *number = BN_bin2bn(serial, sizeof serial, NULL);
    BN_to_ASN1_INTEGER(number, X509_get_serialNumber(made));
    BN_free(number);
    X509_set_version(made, 2);
    X509_set_issuer_name(made, X509_get_subject_name(ca));
    X509_set_subject_name(made, X509_REQ_get_subject_name(request));
    X509_set_pubkey(made, X509_REQ_get0_pubkey(request));
    X509_gmtime_adj(X509_getm_notBefore(made), -60);
    X509_gmtime_adj(X509_getm_notAfter(made), 3600);
    extend(made, NID_basic_constraints, "critical,CA:FALSE");
    extend(made, NID_key_usage, "critical,digitalSignature");
    extend(made, NID_ext_key_usage, "clientAuth");
    if (!X509_sign(made, ca_key, EVP_sha256())) die("signature");
    return made;
}

/* The body as it came over HTTP. */
static X509_REQ *request_in(const unsigned char *base64, int length) {
    unsigned char *der = malloc((size_t) length);
    EVP_ENCODE_CTX *decoder = EVP_ENCODE_CTX_new();
    int first = 0, last = 0;
    EVP_DecodeInit(decoder);
    X509_REQ *request = NULL;
    if (EVP_DecodeUpdate(decoder, der, &first, base64, length) >= 0 && EVP_DecodeFinal(decoder, der + first, &last) >= 0) {
        const unsigned char *at = der;
        request = d2i_X509_REQ(NULL, &at, first + last);
    }
    EVP_ENCODE_CTX_free(decoder);
    free(der);
    return request;
}

/* libest's callback: a request that it has verified, in base64, and the answer in base64. */
static int enrol(unsigned char *p10, int p10_length, unsigned char **p7, int *p7_length, char *user, X509 *peer, char *label, void *data) {
    (void) user, (void) peer, (void) label, (void) data;
    if (__atomic_fetch_sub(later, 1, __ATOMIC_SEQ_CST) > 0) return EST_ERR_CA_ENROLL_RETRY;
    X509_REQ *request = request_in(p10, p10_length);
    if (!request) return EST_ERR_CA_ENROLL_FAIL;
    PKCS7 *bag = PKCS7_new();
    PKCS7_set_type(bag, NID_pkcs7_signed);
    PKCS7_content_new(bag, NID_pkcs7_data);
    PKCS7_set_detached(bag, 1);
    X509 *made = issue(request);
    PKCS7_add_certificate(bag, made);
    BIO *base64 = BIO_new(BIO_f_base64()), *memory = BIO_new(BIO_s_mem());
    BIO_push(base64, memory);
    i2d_PKCS7_bio(base64, bag);
    (void) BIO_flush(base64);
    char *text;
    *p7_length = (int) BIO_get_mem_data(memory, &text);
    *p7 = malloc((size_t) *p7_length);
    memcpy(*p7, text, (size_t) *p7_length);
    BIO_free_all(base64);
    X509_free(made);
    PKCS7_free(bag);
    X509_REQ_free(request);
    return EST_ERR_NONE;
}

/* Who may enrol without a certificate: dev1 with the password "rain". */
static int authenticate(EST_CTX *server, EST_HTTP_AUTH_HDR *header, X509 *peer, char *label, void *data) {
    (void) peer, (void) label, (void) data;
    if (!header->user || strcmp(header->user, "dev1")) return 0;
    if (header->mode == AUTH_BASIC) return header->pwd && !strcmp(header->pwd, "rain");
    if (header->mode != AUTH_DIGEST) return 0;
    char *due = est_server_generate_auth_digest(header, (char *) digest_ha1);
    int same = due && header->response && !strcmp(due, header->response);
    free(due);
    (void) server;
    return same;
}

static unsigned char *ha1(void) {
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    const char *text = "dev1:estrealm:rain";
    if (!EVP_Digest(text, strlen(text), hash, &length, EVP_md5(), NULL)) die("MD5");
    char *hex = calloc(1, 2 * length + 1);
    for (unsigned int i = 0; i < length; i++) sprintf(hex + 2 * i, "%02x", hash[i]);
    return (unsigned char *) hex;
}

/* In a process of its own: libest holds a connection that is kept for 10 s, and a client's next one would wait for that long. */
static void serve(EST_CTX *server, int listening, int taken) {
    pid_t parent = getpid(), made = fork();
    if (made < 0) die("fork");
    if (made == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) _exit(0);
        close(listening);
        est_server_handle_request(server, taken);
        close(taken);
        _exit(0);
    }
    close(taken);
}

int main(int count, char **arguments) {
    if (count < 5) die("usage: CA.pem CA-KEY.pem SERVER.pem SERVER-KEY.pem [pop] [later] [basic|digest] [csrattrs=BASE64]");
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_IGN);
    later = mmap(NULL, sizeof *later, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (later == MAP_FAILED) die("mmap");
    ca = certificate_in(arguments[1]);
    ca_key = key_in(arguments[2]);
    int anchors_length;
    unsigned char *anchors = text_in(arguments[1], &anchors_length);
    EST_CTX *server = est_server_init(anchors, anchors_length, anchors, anchors_length, EST_CERT_FORMAT_PEM, "estrealm",
                                      certificate_in(arguments[3]), key_in(arguments[4]));
    if (!server) die("est_server_init refuses the certificates");
    est_set_ca_enroll_cb(server, enrol);
    est_set_ca_reenroll_cb(server, enrol);
    est_set_http_auth_cb(server, authenticate);
    est_set_http_auth_required(server, HTTP_AUTH_NOT_REQUIRED);
    est_server_disable_pop(server); /* it is demanded unless told otherwise */
    for (int i = 5; i < count; i++) {
        if (!strcmp(arguments[i], "pop")) est_server_enable_pop(server);
        else if (!strcmp(arguments[i], "later")) *later = 1, est_server_set_retry_period(server, 60);
        else if (!strcmp(arguments[i], "basic")) est_set_http_auth_required(server, HTTP_AUTH_REQUIRED), est_server_set_auth_mode(server, AUTH_BASIC);
        else if (!strcmp(arguments[i], "digest")) {
            digest_ha1 = ha1();
            est_set_http_auth_required(server, HTTP_AUTH_REQUIRED);
            est_server_set_auth_mode(server, AUTH_DIGEST);
        } else if (!strncmp(arguments[i], "csrattrs=", 9)) {
            if (est_server_init_csrattrs(server, arguments[i] + 9, (int) strlen(arguments[i] + 9)) != EST_ERR_NONE) die("csrattrs");
        } else die(arguments[i]);
    }
    if (est_server_start(server) != EST_ERR_NONE) die("est_server_start");

    int listening = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (bind(listening, (struct sockaddr *) &address, size) || listen(listening, 16)
        || getsockname(listening, (struct sockaddr *) &address, &size)) die("cannot listen");
    printf("port %d\n", ntohs(address.sin_port));
    fflush(stdout);
    for (;;) {
        struct pollfd waited[] = {{.fd = listening, .events = POLLIN}, {.fd = 0, .events = POLLIN}};
        if (poll(waited, 2, -1) < 0) die("poll");
        char ignored[64];
        if (waited[1].revents && read(0, ignored, sizeof ignored) <= 0) return 0;
        if (waited[0].revents) {
            int taken = accept(listening, NULL, NULL);
            if (taken >= 0) serve(server, listening, taken);
        }
    }
}
