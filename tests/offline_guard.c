/* Preloaded into a process by tests/test_offline.py: every connection, datagram and name lookup that would leave the machine is
   written to the file named by OFFLINE_LOG and refused. Works for Python and native libraries alike, since both call libc. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static void note(const char *what, const char *where) {
    const char *path = getenv("OFFLINE_LOG");
    FILE *file = path ? fopen(path, "a") : NULL;
    if (file) {
        fprintf(file, "%s %s\n", what, where);
        fclose(file);
    }
}

static int leaves(const char *what, const struct sockaddr *address) {
    char text[INET6_ADDRSTRLEN] = "?";
    if (address && address->sa_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)address;
        if ((ntohl(four->sin_addr.s_addr) >> 24) == 127 || four->sin_addr.s_addr == 0) return 0;
        inet_ntop(AF_INET, &four->sin_addr, text, sizeof text);
    } else if (address && address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;
        if (IN6_IS_ADDR_LOOPBACK(&six->sin6_addr) || IN6_IS_ADDR_UNSPECIFIED(&six->sin6_addr)) return 0;
        if (IN6_IS_ADDR_V4MAPPED(&six->sin6_addr) && six->sin6_addr.s6_addr[12] == 127) return 0;
        inet_ntop(AF_INET6, &six->sin6_addr, text, sizeof text);
    } else {
        return 0;
    }
    note(what, text);
    errno = ENETUNREACH;
    return 1;
}

int connect(int fd, const struct sockaddr *address, socklen_t length) {
    static int (*real)(int, const struct sockaddr *, socklen_t);
    if (!real) real = dlsym(RTLD_NEXT, "connect");
    return leaves("connect", address) ? -1 : real(fd, address, length);
}

ssize_t sendto(int fd, const void *data, size_t size, int flags, const struct sockaddr *address, socklen_t length) {
    static ssize_t (*real)(int, const void *, size_t, int, const struct sockaddr *, socklen_t);
    if (!real) real = dlsym(RTLD_NEXT, "sendto");
    return leaves("sendto", address) ? -1 : real(fd, data, size, flags, address, length);
}

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
    static int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    if (!real) real = dlsym(RTLD_NEXT, "getaddrinfo");
    struct in6_addr ignored;
    if (node && strcmp(node, "localhost") && inet_pton(AF_INET, node, &ignored) != 1 && inet_pton(AF_INET6, node, &ignored) != 1) {
        note("getaddrinfo", node);
        return EAI_FAIL;
    }
    return real(node, service, hints, found);
}
