# Cada palabra que Aval dice o lee, en español.
# `.typed` es lo que se puede escribir, separado por `|`; un [campo] recibe lo que está en su lugar.
# `.about` es la línea del menú, `.done` el pasado, `.ask-…` la pregunta por un campo que falta.

## Comandos

order-show = mostrar pedido { $order }
    .typed = mostrar pedido [order] | mostrar el pedido [order] | muestra el pedido [order] | ver pedido [order] | ver el pedido [order] | ver orden [order] | ver la orden [order] | mostrar orden [order] | pedido [order] | orden [order]
    .about = mostrar pedido …
    .ask-order = ¿Qué pedido?
order-cancel = cancelar pedido { $order }
    .typed = cancelar orden [order] porque [reason] | cancelar la orden [order] porque [reason] | cancelar pedido [order] porque [reason] | cancelar el pedido [order] porque [reason] | cancela el pedido [order] porque [reason] | cancelar pedido [order] | cancelar el pedido [order] | cancela pedido [order] | cancela el pedido [order] | cancele el pedido [order] | cancelar orden [order] | cancelar la orden [order] | cancela la orden [order]
    .about = cancelar pedido …
    .ask-order = ¿Qué pedido?
    .ask-reason = ¿Por qué?
    .done = pedido { $order } cancelado.
order-restore = restaurar pedido { $order }
    .typed = restaurar pedido [order] | restaurar el pedido [order] | reabrir pedido [order] | reabrir el pedido [order] | reabrir orden [order] | reabrir la orden [order]
    .about = restaurar pedido …
    .ask-order = ¿Qué pedido?
    .done = pedido { $order } reabierto.
config-show = mostrar config { $unit }
    .typed = mostrar config [unit] | mostrar configuración [unit] | ver config [unit] | config mostrar [unit]
    .about = mostrar config …
    .ask-unit = ¿Qué unidad de configuración?
config-list = listar configs
    .typed = listar configs | listar config | listar configuraciones | config listar | configs | configuraciones
    .about = listar configs
config-set = poner { $field } de { $unit } en { $value }
    .typed = poner config [unit] [field] [value] | cambiar config [unit] [field] [value] | fijar config [unit] [field] [value] | config poner [unit] [field] [value] | config cambiar [unit] [field] [value]
    .about = poner config …
    .ask-unit = ¿Qué unidad de configuración?
    .ask-field = ¿Qué campo?
    .ask-value = ¿Qué valor?
    .done = { $field } de { $unit } ahora es { $value }.
config-create = crear config { $unit }
    .typed = crear config [unit] para [owner] con vida de [lifetime] | crear config [unit] para [owner] | crear configuración [unit] para [owner] | config crear [unit] para [owner] | crear config [unit] | crear configuración [unit] | config crear [unit]
    .about = crear config …
    .ask-unit = ¿Cómo se llama la nueva unidad?
    .ask-owner = ¿De qué equipo es?
    .ask-lifetime = ¿Cuánto tiempo vive? Por ejemplo 24h.
    .done = { $unit } creada.
config-delete = eliminar config { $unit }
    .typed = eliminar config [unit] | eliminar configuración [unit] | borrar config [unit] | borrar configuración [unit] | config eliminar [unit]
    .about = eliminar config …
    .ask-unit = ¿Qué unidad de configuración?
    .done = { $unit } eliminada.
config-restore = restaurar config { $unit }
    .typed = restaurar config [unit] | restaurar configuración [unit] | config restaurar [unit]
    .about = restaurar config …
    .ask-unit = ¿Qué unidad de configuración?
    .done = { $unit } restaurada.
config-renew = renovar config { $unit }
    .typed = renovar config [unit] | renovar configuración [unit] | config renovar [unit]
    .about = renovar config …
    .ask-unit = ¿Qué unidad de configuración?
    .done = { $unit } sigue viva desde ahora.
config-hand-on = traspasar config { $unit }
    .typed = traspasar config [unit] | traspasar configuración [unit] | config traspasar [unit]
    .about = traspasar config …
    .ask-unit = ¿Qué unidad de configuración?
    .done = { $unit } traspasada.
config-promote = promover una config por su ticket
    .typed = promover config [ticket] | promover configuración [ticket] | config promover [ticket]
    .about = promover config …
    .ask-ticket = Pegue el ticket que se traspasó.
    .done = la config del ticket quedó promovida.
menu-show = menú
    .typed = menú | hola | buenos días | buenas tardes | buenas noches | buenas
    .about = menú
help-show = ayuda
    .typed = ayuda | ?
    .about = ayuda
status-show = estado
    .typed = estado | situación | estatus
    .about = estado
pending-list = pendientes
    .typed = pendientes | pendiente
    .about = pendientes: lo que está abierto
command-show = mostrar { $command }
    .typed = mostrar [command] | muestra [command] | ver [command] | estado de [command]
    .about = mostrar C-…
    .ask-command = ¿Qué comando? Se llama así: C-7F3K. Lo que está abierto: pendientes
command-why = por qué { $command }
    .typed = por qué [command] | porqué [command]
    .about = por qué C-…
    .ask-command = ¿Qué comando? Se llama así: C-7F3K. Lo que está abierto: pendientes
command-approvers = quién puede aprobar { $command }
    .typed = quién puede aprobar [command] | quién aprueba [command]
    .about = quién puede aprobar C-…
    .ask-command = ¿Qué comando? Se llama así: C-7F3K. Lo que está abierto: pendientes
command-missing = quién falta { $command }
    .typed = quién falta [command] | quién falta en [command] | quiénes faltan [command]
    .about = quién falta C-…
    .ask-command = ¿Qué comando? Se llama así: C-7F3K. Lo que está abierto: pendientes
command-cancel = retirar { $command }
    .typed = cancelar [command] | cancela [command] | retirar [command]
    .about = cancelar C-…
    .ask-command = ¿Qué comando? Se llama así: C-7F3K. Lo que está abierto: pendientes
    .done = { $command } retirado.
audit-show = auditoría
    .typed = auditoría [span] [person] | auditoría [span] | auditoría
    .about = auditoría 24h
    .ask-span = ¿De cuánto tiempo atrás? Por ejemplo 24h o 7d.
    .ask-person = ¿Acciones de quién?
report-show = informe
    .typed = informe [span] | informe
    .about = informe 7d
    .ask-span = ¿De cuánto tiempo? Por ejemplo 7d o 24h.
evidence-verify = verificar evidencias
    .typed = verificar evidencias | verificar evidencia | verificar la evidencia | verificar las evidencias
    .about = verificar evidencias
policy-status = estado de la política
    .typed = estado de la política | política
    .about = estado de la política
lockdown-on = activar bloqueo: { $reason }
    .typed = bloquear | activar bloqueo [reason] | activar el bloqueo [reason] | activar bloqueo por [span] [reason] | activar el bloqueo por [span] [reason] | bloquear todo [reason] | bloquear todo durante [span] [reason] | bloquear todo por [span] [reason]
    .about = activar bloqueo MOTIVO
    .ask-span = ¿Por cuánto tiempo? Por ejemplo 30m o 2h.
    .ask-reason = ¿Por qué? Todo su equipo lee el motivo, y queda en la evidencia.
    .done = bloqueo activado. Nada empieza hasta que se desactive.
lockdown-off = desactivar bloqueo
    .typed = desactivar bloqueo | desactivar el bloqueo | desbloquear todo | desbloquear | levantar bloqueo | levantar el bloqueo
    .about = desactivar bloqueo
    .done = bloqueo desactivado. Se aceptan comandos de nuevo.
lockdown-limit = bloquear { $part ->
    [connector] conector
    [class] clase
    [agent] agente
   *[tenant] inquilino
  } { $of }: { $reason }
    .typed = [part=connector] bloquear conector [of] durante [span] [reason] | [part=connector] bloquear conector [of] por [span] [reason] | [part=connector] bloquear conector [of] [reason] | [part=class] bloquear clase [of] durante [span] [reason] | [part=class] bloquear clase [of] por [span] [reason] | [part=class] bloquear clase [of] [reason] | [part=tenant] bloquear inquilino [of] durante [span] [reason] | [part=tenant] bloquear inquilino [of] por [span] [reason] | [part=tenant] bloquear inquilino [of] [reason] | [part=tenant] bloquear tenant [of] por [span] [reason] | [part=tenant] bloquear tenant [of] [reason] | [part=agent] bloquear agente [of] durante [span] [reason] | [part=agent] bloquear agente [of] por [span] [reason] | [part=agent] bloquear agente [of] [reason]
    .about = bloquear clase S2 MOTIVO
    .ask-part = ¿De qué?
    .ask-of = ¿Cuál?
    .ask-span = ¿Por cuánto tiempo? Por ejemplo 30m o 2h.
    .ask-reason = ¿Por qué? Todo su equipo lee el motivo, y queda en la evidencia.
    .done = esta parte está bloqueada. El resto sigue.
lockdown-lift = desbloquear { $part ->
    [connector] conector
    [class] clase
    [agent] agente
   *[tenant] inquilino
  } { $of }
    .typed = [part=connector] desbloquear conector [of] | [part=class] desbloquear clase [of] | [part=tenant] desbloquear inquilino [of] | [part=tenant] desbloquear tenant [of] | [part=agent] desbloquear agente [of]
    .about = desbloquear clase S2
    .ask-part = ¿De qué?
    .ask-of = ¿Cuál?
    .done = esta parte está desbloqueada.
lockdown-status = estado del bloqueo
    .typed = estado del bloqueo | bloqueo
    .about = estado del bloqueo
approvals-resume = reanudar aprobaciones
    .typed = reanudar aprobaciones | reanudar las aprobaciones | reactivar aprobaciones
    .about = reanudar aprobaciones
    .done = las aprobaciones se aceptan de nuevo.

people-grant = conceder { $scope } a { $person }
    .typed = conceder [person] [scope] | conceder [scope] a [person]
    .about = conceder ÁMBITO a NOMBRE
    .ask-person = ¿A quién?
    .ask-scope = ¿Qué ámbito? Por ejemplo admin.approve.recovery.
    .done = { $person } ahora tiene { $scope }.
people-revoke = quitar { $scope } a { $person }
    .typed = revocar [person] [scope] | revocar [scope] a [person] | quitar [scope] a [person]
    .about = revocar ÁMBITO a NOMBRE
    .ask-person = ¿A quién?
    .ask-scope = ¿Qué ámbito?
    .done = { $person } ya no tiene { $scope }.
people-role = dar el rol { $role } a { $person }
    .typed = dar rol [role] a [person] | dar el rol [role] a [person] | hacer [person] [role]
    .about = dar rol ROL a NOMBRE
    .ask-person = ¿A quién?
    .ask-role = ¿Qué rol?
    .done = { $person } ahora tiene el rol { $role }.
people-unrole = quitar el rol { $role } a { $person }
    .typed = quitar rol [role] a [person] | quitar el rol [role] a [person]
    .about = quitar rol ROL a NOMBRE
    .ask-person = ¿A quién?
    .ask-role = ¿Qué rol?
    .done = { $person } ya no tiene el rol { $role }.
people-suspend = suspender a { $person }
    .typed = suspender a [person] | suspender [person]
    .about = suspender a NOMBRE
    .ask-person = ¿A quién?
    .done = derechos de { $person } suspendidos.
people-restore = restaurar los derechos de { $person }
    .typed = restaurar derechos de [person] | restaurar los derechos de [person] | restaurar derechos [person]
    .about = restaurar derechos de NOMBRE
    .ask-person = ¿De quién?
    .done = derechos de { $person } restaurados.
people-enrol = registrar { $id } ({ $phone })
    .typed = registrar [id] [phone] como [role] | registrar [id] [phone] | dar de alta [id] [phone] como [role] | dar de alta [id] [phone]
    .about = registrar NOMBRE TELÉFONO
    .ask-id = ¿Cómo se llama la persona? Una sola palabra.
    .ask-phone = ¿Qué teléfono? Por ejemplo +5511900000001.
    .ask-role = ¿Qué rol?
    .done = { $id } ya puede escribir el código. El registro vale solo después.
people-activate = activar el autenticador de { $person }
    .typed = activar autenticador de [person] | activar el autenticador de [person]
    .about = activar autenticador de NOMBRE
    .ask-person = ¿La aplicación de autenticación de quién?
    .done = aplicación de autenticación de { $person } en uso.
scopes-show = ámbitos de { $person }
    .typed = ámbitos de [person] | derechos de [person] | ámbitos [person]
    .about = ámbitos de NOMBRE
    .ask-person = ¿Ámbitos de quién?
delegation-on = delegar en { $person }
    .typed = delegar en [person] hasta [until] | delegar a [person] hasta [until] | delegar en [person] [until] | delegar a [person] [until] | delegar en [person] | delegar a [person]
    .about = delegar en NOMBRE hasta …
    .ask-person = ¿En quién?
    .ask-until = ¿Hasta cuándo? Por ejemplo: viernes 18:00, mañana, por 2h.
    .done = { $person } responde en su lugar.
delegation-off = revocar delegación
    .typed = revocar delegación | revocar la delegación | terminar delegación
    .about = revocar delegación
    .done = usted vuelve a responder personalmente.
command-resolve = resolver { $command } como { $result ->
    [done] hecho
    [undone] no hecho
   *[other] { $result }
  }
    .typed = resolver [command] hecho [result=done] | resolver [command] no hecho [result=undone] | resolver [command] [result]
    .about = resolver C-… hecho
    .ask-command = ¿Qué comando? Se llama así: C-7F3K. Lo que está abierto: pendientes
    .ask-result = ¿Qué ocurrió?
    .done = { $command } resuelto como { $result ->
        [done] hecho
        [undone] no hecho
       *[other] { $result }
    }.
command-retry = reintentar { $command }
    .typed = reintentar [command] | repetir [command]
    .about = reintentar C-…
    .ask-command = ¿Qué comando? Se llama así: C-7F3K.
    .done = { $command } se hizo de nuevo.
command-undo = deshacer { $command }
    .typed = deshacer [command]
    .about = deshacer C-…
    .ask-command = ¿Qué comando? Se llama así: C-7F3K.
    .done = { $command } se deshizo.
command-compensate = compensar { $what }
    .typed = compensar [what]
    .about = compensar C-… C-… (o 2h)
    .ask-what = ¿Cuáles? Nombres como C-7F3K C-9M2D, o un período como 2h.
    .done = { $what }: compensado.
command-ask-again = pedir de nuevo { $command }
    .typed = pedir de nuevo [command] | pedir [command] de nuevo
    .about = pedir de nuevo C-…
    .ask-command = ¿Qué comando? Se llama así: C-7F3K. Lo que está abierto: pendientes
    .done = { $command } se pidió de nuevo.
vote-revoke = revocar la aprobación de { $command }
    .typed = revocar [command] | revocar aprobación de [command] | revocar la aprobación de [command]
    .about = revocar C-…
    .ask-command = ¿Qué comando? Se llama así: C-7F3K. Lo que está abierto: pendientes
    .done = su aprobación de { $command } fue revocada.
denial-lift = permitir { $command } de nuevo
    .typed = permitir [command] de nuevo | permitir de nuevo [command] | permitir [command]
    .about = permitir C-… de nuevo
    .ask-command = ¿Qué comando? Se llama así: C-7F3K.
    .done = lo que { $command } pedía se puede pedir de nuevo.
suspicion-lift = descartar sospecha
    .typed = descartar sospecha | descartar la sospecha | quitar sospecha | quitar la sospecha
    .about = descartar sospecha
    .done = rige de nuevo el perfil habitual.
emergency-declare = declarar emergencia: { $reason }
    .typed = declarar emergencia [reason] | declarar una emergencia [reason] | romper el cristal [reason]
    .about = declarar emergencia MOTIVO
    .ask-reason = ¿Por qué? Todo su equipo lee el motivo, y queda en la evidencia.
    .done = emergencia declarada.
emergency-end = terminar emergencia
    .typed = terminar emergencia | terminar la emergencia | cerrar emergencia
    .about = terminar emergencia
    .done = emergencia terminada. Falta la revisión.
emergency-status = estado de la emergencia
    .typed = estado de la emergencia | emergencia
    .about = estado de la emergencia
emergency-review = revisar emergencia
    .typed = revisar emergencia | revisar la emergencia
    .about = revisar emergencia
    .done = revisado.
refusal-why = por qué me rechazaron
    .typed = por qué me rechazaron | por qué fui rechazado | por qué fui rechazada
    .about = por qué me rechazaron
decisions-show = decisiones de { $person }
    .typed = decisiones de [person] | decisiones [person]
    .about = decisiones de NOMBRE
    .ask-person = ¿Decisiones de quién?

policy-bind = usar política { $pack } { $version } con { $profile }
    .typed = usar política [pack] [version] [profile] | usar la política [pack] [version] [profile] | usar política [pack] [version] con [profile]
    .about = usar política PAQUETE …
    .ask-pack = ¿Qué paquete de políticas?
    .ask-version = ¿Qué versión de él?
    .ask-profile = ¿Qué perfil?
    .done = política { $pack } { $version } con { $profile } en vigor.

evidence-show = evidencia de { $command }
    .typed = evidencia [command] | evidencia de [command] | evidencias de [command]
    .about = evidencia C-…
    .ask-command = ¿Qué comando? Se llama así: C-7F3K.
people-forget = olvidar a { $person }
    .typed = olvidar a [person] | olvidar [person] | borrar datos de [person]
    .about = olvidar a NOMBRE o TELÉFONO
    .ask-person = ¿A quién?
    .done = datos de { $person } borrados. Quedan ids, horas, tipos y hashes, para verificar la cadena.
hold-on = activar retención legal: { $reason }
    .typed = activar retención legal [reason] | retención legal activada [reason]
    .about = activar retención legal MOTIVO
    .ask-reason = ¿Por qué? El motivo queda en la evidencia.
    .done = retención legal activada. No se borra nada.
hold-off = desactivar retención legal
    .typed = desactivar retención legal | desactivar la retención legal | levantar retención legal | levantar la retención legal | quitar retención legal
    .about = desactivar retención legal
    .done = retención legal desactivada. Los datos vencidos vuelven a borrarse.
retention-status = estado de la retención
    .typed = estado de la retención | retención
    .about = estado de la retención

## Palabras con sentido propio

word-tomorrow = mañana
word-for = por | durante | dentro de
word-at = a | las | la | el | los | al | en | de | del | día
word-give-up = parar | pare | basta | déjalo | dejarlo | olvídalo | desistir | cancelar
# `word-reply`: cómo se dice sí y no, lo que no decide nada.
word-reply = sí | ok | vale | dale | va | bueno | claro | listo | perfecto | apruebo | aprobar | aprueba | apruebe | aprobado | aprobada | confirmo | confirmar | confirma | confirmado | autorizo | autorizado | acepto | aceptado | adelante | no | niego | deniego | denegar | denegado | rechazo | rechazar | rechazado | espera | espere | ni
# `word-vague` no tiene duración fija; en español 5/6 es siempre el 5 de junio: `day first`.
word-today = hoy
word-after-tomorrow = pasado mañana
word-date-order = day first
word-second = s | seg | segs | segundo | segundos
word-minute = m | min | mins | minuto | minutos
word-hour = h | hr | hrs | hs | hora | horas
word-day = d | día | días
word-week = semana | semanas
word-vague = mes | meses | año | años
word-numbers = un/una/uno | dos | tres | cuatro | cinco | seis | siete | ocho | nueve | diez | once | doce
word-and = y
word-half = y media | y medio
word-half-hour = media hora

## Tarjetas

headline = { $environment } · { $class } · { $name }
sandbox-label = SANDBOX: no se toca nada real
risk-s2 = Riesgo: destructivo
risk-s3 = Riesgo: alto impacto
risk-r3 = Riesgo: recuperación destructiva
change-risk = Riesgo del cambio: { $class ->
    [HIGH] alto
    [MEDIUM] medio
   *[LOW] bajo
  } ({ $because })
    .wide =
        Riesgo del cambio: { $class ->
        [HIGH] alto
        [MEDIUM] medio
       *[LOW] bajo
      }
        ({ $because })
change-risk-concerns = varios asuntos
change-risk-batch = varios a la vez
changes = { $name }: { $before } → { $after }
    .wide =
        { $name }: { $before }
        → { $after }
shows = { $name }: { $value }
    .wide =
        { $name }:
        • { $value }
act-line = Qué ocurre: { $what }
act-of-line = { $name }: { $what }
item-field = { $name } { $field }
nothing = (nada)
asked-by = Solicitado por { $name }
asked-by-program = Por el programa { $name }
proposed-by-agent = Propuesto por { $name }
acted-by-agent = Por su cuenta: { $name }
instead-of = Usted responde en lugar de { $name }
group-line = Al menos { $count } con el rol { $role }
until = Hasta el { $at }
confirm-by = Confirme antes del { $at }
    .wide =
        Confirme
        antes del { $at }
until-within = Hasta el { $at } ({ $span })
    .wide =
        Hasta el { $at }
        (en { $span })
policy-line = Política: { $policy }, { $pack } { $version }
    .wide =
        Política: { $policy }
        ({ $pack } { $version })
quorum-line = Deben aprobar { $needed } personas
emergency-line = EMERGENCIA: { $needed ->
    [1] basta una aprobación
   *[other] bastan { $needed } aprobaciones
  }
no-step-up = Aquí no se pide segundo factor.
code-line = CÓDIGO: los 6 dígitos de su app
code-line-lately = (no hace falta { $span } tras el último)
code-line-none = Aún no tiene app de autenticación.
code-line-waits = Su nueva app espera a un admin.
nobody-else-asked = Nadie más tiene que aprobarlo.
option-confirm = 1 - Confirmar
option-confirm-word = 1 { $word } - Confirmar
option-abort = 2 - Desistir
digest-title = { $environment } · { $count ->
    [1] 1 solicitud le espera
   *[other] { $count } solicitudes le esperan
  }
digest-item = { $number }) { $class } · { $name }
digest-news = Mientras tanto:
digest-news-title = { $environment } · { $count ->
    [1] Novedad de 1 solicitud
   *[other] Novedades de { $count } solicitudes
  }
digest-line = { $name } · { $what }: { $how }
    .wide =
        { $name } · { $what }
        • { $how }
digest-not-asked = { $name }: ya no depende de usted
digest-waits = le espera hasta el { $at }
digest-done = hecho, aprobado por { $names }
digest-denied = denegado por { $names }
digest-denied-because = denegado por { $names }: { $reason }
digest-expired = no aprobado a tiempo
digest-withdrawn = retirado
option-approve = 1 { $token } - Aprobar
option-approve-code = 1 { $token } CÓDIGO - Aprobar
option-deny = 2 { $token } - Denegar (motivo opcional)
option-confirm-named = 1 { $name } - Confirmar
option-confirm-named-word = 1 { $name } { $word } - Confirmar
option-abort-named = 2 { $name } - Desistir
numbered = { $number } - { $text }
listed = • { $text }

## Nombres de campos, y valores que son palabras: lo que no está aquí aparece como es

label-order = pedido
label-reason = motivo
label-unit = unidad
label-lifetime = plazo de vida
label-expires = caduca
label-field = campo
label-value = valor
label-owner = responsable
label-command = comando
label-span = duración
label-part = parte
label-of = cuál
label-person = persona
label-scope = ámbito
label-role = rol
label-other-role = otro rol
label-id = id
label-phone = teléfono
label-until = hasta
label-result = resultado
label-what = qué
label-pack = paquete
label-version = versión
label-profile = perfil
label-status = estado
label-customer = cliente
label-total = total
label-kind = tipo
label-revision = revisión
label-handed-on-in = traspasada en
label-handed-on-by = traspasada por
label-revision-there = revisión de allí
label-ticket = ticket
label-kind-there = su tipo allí
label-count = cantidad
label-enabled = activo
label-replicas = réplicas
label-banner = aviso
label-creation = creación
label-deletion = eliminación
label-lifecycle = crear o borrar
label-compute = capacidad
label-identity = identidad
label-location = lugar
label-source = origen
label-digest = hash
label-replayed = reevaluadas
label-newly-need-approval = pasan a pedir aprobación
label-need-more-approvers = piden más aprobadores
label-need-fewer-approvers = piden menos aprobadores
label-approvers = aprobadores
label-second-factor = segundo factor
label-decided-by = decidido por
label-rights-decided-by = derechos decididos por
label-no-longer-need-approval = ya no piden aprobación
label-newly-refused = pasan a rechazarse
label-locked-by = activado por
label-stays-locked = sigue bloqueado
label-locked-since = bloqueado desde
label-replaces-app-of = reemplaza la aplicación en uso desde
label-name = nombre
label-lockdown = bloqueo
label-covers = abarca
label-legal-hold = retención legal
label-delegated-to = delegado a
label-own-right-to-approve = derecho propio a aprobar
label-rights = derechos
value-status-open = abierto
value-status-cancelled = cancelado
value-part-connector = conector
value-part-class = clase
value-part-tenant = inquilino
value-part-agent = agente
value-enabled-true = sí
value-enabled-false = no
value-kind-there-other = definido de otro modo
value-result-done = hecho
value-result-undone = no hecho
value-role-requester = solicitante
value-role-approver = aprobador
value-role-admin = admin
value-role-auditor = auditor
value-role-observer = observador
value-role-security = seguridad
value-role-owner = responsable
value-second-factor-each = cada vez
value-second-factor-none = ninguno
value-locked-by-another-tenant = otro inquilino
value-stays-locked-that-tenant = ese inquilino
value-lockdown-on = activado
value-lockdown-off = desactivado
value-covers-everything = todo
value-own-right-to-approve-none = ninguno
value-own-right-to-approve-part = en parte
value-legal-hold-on = activada
value-legal-hold-off = desactivada
value-rights-in-force = en vigor
value-rights-suspended = suspendidos
value-rights-suspended-by-admin = suspendidos por un admin
value-rights-suspended-identity-changed = número o clave cambió
value-rights-suspended-not-proven = teléfono sin comprobar
value-rights-suspended-number-unseen = número no mostrado
value-rights-erased = borrados

## Cómo se llaman políticas de aprobación, ámbitos, reglas y congelamientos; los `titles` de un paquete van antes

value-scopes-orders-write = cambiar pedidos
value-scopes-config-write = cambiar configuraciones
value-scopes-admin-approve-destructive = aprobar acciones destructivas
value-scopes-admin-approve-high-impact = aprobar acciones de alto impacto
value-scopes-admin-approve-recovery = aprobar recuperaciones
value-scopes-admin-lockdown = activar y desactivar bloqueo
value-scopes-admin-people = gestionar personas
value-scopes-admin-policy = gestionar la política
value-scopes-audit-read = leer la evidencia
value-scopes-admin-all = administrar todo
value-approvals-destructive = destructiva
value-approvals-high-impact = alto impacto
value-approvals-recovery = recuperación
value-approvals-people = derechos
value-approvals-enrolment = autenticador
value-approvals-joint = conjunta
value-approvals-change = cambio
value-approvals-two-groups = dos grupos
value-rules-large-amount = importe alto
value-rules-at-night = de noche
value-rules-medium-risk = riesgo medio
value-rules-high-risk = riesgo alto
value-rules-high-risk-in-prod = riesgo alto en prod
value-rules-many-at-once = muchos a la vez
value-rules-test-orders = pedidos de prueba
value-rules-config-above-test = configuración por encima de test
value-rules-config-in-prod = configuración en prod
value-freezes-weekend = fin de semana
value-freezes-year-end = fin de año
either = { $one } o bien { $other }

## Qué ocurrió

not-done = No se hizo: { $what }
done = Hecho: { $what }
failed = Falló: { $what }
uncertain = No se sabe si ocurrió: { $what }
uncertain-mend = Compruébelo y después escriba:
uncertain-done = resolver { $name } hecho
uncertain-undone = resolver { $name } no hecho
uncertain-redefined = Un archivo que lo define se editó con Aval detenido. No se hizo de nuevo.
uncertain-after-restart = Aval se reinició durante la ejecución.
ticket-used-up = { $unit } está como dice el ticket.
ticket-next =
    El próximo mensaje es el ticket. Péguelo entero en { $environment }.
    Vale una vez, hasta el { $until }.
ticket-paste = promover config { $ticket }
waiting-for = En espera de { $needed ->
    [1] una aprobación de: { $names }
   *[other] { $needed } aprobaciones de: { $names }
  }
without-app = Aún sin aplicación de autenticación: { $names }
withdraw-hint = Para retirarlo: cancelar { $name }
retry-hint = Para probar de nuevo: reintentar { $name }
rest-hint = Para seguir con el resto: compensar { $names }
granted-by = { $name } aprobó: { $what }
in-place-of = { $name } (en lugar de { $absent })
denied-by = { $name } lo denegó.
denied-by-because = { $name } lo denegó: { $reason }
you-denied = Usted denegó: { $what }
escalated-early = Pocas personas recibieron la solicitud. Ahora también solicitado a: { $names }
escalated = Pasó la mitad del plazo. Ahora también solicitado a: { $names }
progress = Aprobaciones: { $count } de { $needed }
progress-granted = Aprobado por { $names }
progress-lapsed = Ya no cuenta: { $names }
progress-unable = Sin derecho a responder: { $names }
progress-missing = Sin respuesta: { $names }
progress-unreceived = { $count } de { $needed } { $needed ->
    [1] aprobador
   *[other] aprobadores
  } no { $count ->
    [1] recibió
   *[other] recibieron
  } la solicitud: { $names }
card-failed =
    La solicitud no se pudo enviar a { $name } ({ $why }).
    Quien lo pidió puede intentarlo otra vez: cancelar { $command }, y después pedirlo de nuevo.
card-failed-unsaid = sin motivo indicado
card-never-wrote =
    { $name } nunca escribió a este número, por eso no se le puede enviar ninguna solicitud.
    Basta un mensaje de { $name }; después, se puede pedir de nuevo.
progress-groups = Todavía falta: { $roles }
rejected-approval-denied = La aprobación fue denegada.
rejected-approval-expired = No se aprobó a tiempo. Quien lo pidió puede pedirlo de nuevo.
rejected-confirmation-expired = No se confirmó a tiempo. Pídalo de nuevo si aún importa.
rejected-cancelled = Se retiró.
rejected-unauthorized = A alguien le faltan derechos. Vea: quién puede aprobar { $name }, o hable con un admin.
rejected-requester-unauthorized = Quien lo pidió no tiene derecho a ello. Hable con un admin.
rejected-rights-changed = Cambiaron los derechos de quien pidió o aprobó. Hay que pedirlo de nuevo.
rejected-policy-missing = Ninguna política lo cubre, así que nada ocurre. Hable con un admin.
rejected-policy-unreadable = No se puede leer la política, así que nada ocurre. Vea: estado
rejected-locked-down = Este entorno está bloqueado. Vea: estado del bloqueo
    .then = En ese momento había un bloqueo y nada empezó. Pídalo de nuevo cuando termine.
rejected-policy-changed = La acción o la política cambió después de pedirlo. Hay que pedirlo de nuevo.
rejected-rate-limited = Hizo demasiadas solicitudes: { $most } en { $within }. Pídalo de nuevo más tarde.
rejected-open-requests = Tiene { $most } solicitudes abiertas, y no puede tener más. Espere o retire una. Vea: pendientes
rejected-rate-limited-tenant = Demasiadas solicitudes en { $tenant }: { $most } en { $within } para todos juntos. Pídalo de nuevo más tarde.
rejected-rate-limited-class = Demasiadas solicitudes { $class } aquí: { $most } en { $within } para todos juntos. Pídalo de nuevo más tarde.
rejected-frozen = Hay un congelamiento { $until }: «{ $freeze }», de la política { $pack } { $version }. Pídalo de nuevo después.
    .then = En ese momento había un congelamiento: «{ $freeze }», de la política { $pack } { $version }. Pídalo de nuevo después.
rejected-forbidden = Una regla de la política lo prohíbe. Vea: por qué me rechazaron
rejected-denied-before = Se denegó demasiadas veces recientemente. Un admin debe escribir: permitir { $name } de nuevo
blocked = No se aprobó a tiempo. Quien lo pidió puede escribir: pedir de nuevo { $name }
state-blocked = vencido; quien lo pidió puede escribir: pedir de nuevo { $name }
reminder = Sigue pendiente de usted: { $what }, hasta el { $at }
took-back = { $name } revocó su propia aprobación: { $what }
own-denial = Fue usted quien pidió { $name }. Otro admin decide si se puede pedir de nuevo.
taken-back-enough = { $name } ya se le envió demasiadas veces. Su respuesta queda; quien lo pidió puede retirarlo.
sandbox-governs-nothing = Esto vale para todo el entorno, y las personas de un sandbox no deciden nada en él.
resolved-done = Una persona dice que ocurrió.
resolved-undone = Una persona dice que no ocurrió.
bulk-stopped =
    Se detuvo en { $at }.
    Hecho: { $done_count ->
        [0] nada.
       *[other] { $done }.
    }
    Sin empezar: { $left_count ->
        [0] nada.
       *[other] { $left }.
    }
bulk-left =
    Una persona dice que { $at } se deshizo.
    Hecho: { $done_count ->
        [0] nada.
       *[other] { $done }.
    }
    Sin empezar: { $left_count ->
        [0] nada.
       *[other] { $left }.
    }
rejected-impossible = Ahora no se puede hacer con este objetivo.
rejected-quota-reached = El agente ya tiene tantas unidades como puede. Borre algunas o pida una cuota mayor en la política.
rejected-unavailable = El sistema no respondió. Pruebe más tarde.
rejected-definition-changed = Un archivo que lo define se editó después de pedirlo. Pídalo de nuevo.
rejected-record-changed = No se hizo nada: el registro no coincide con la evidencia. Los admins ya lo saben. Pídalo cuando avisen.
state-proposed = en preparación
state-confirmation-requested = en espera de confirmación
state-authorized = autorizado
state-approval-required = en espera de aprobación
state-approval-requested = en espera de aprobación
state-approval-granted = aprobado
state-approval-denied = denegado
state-started = en ejecución
state-uncertain = incierto
state-unclear = incierto; después de comprobarlo: resolver { $name } hecho (o no hecho)
state-succeeded = hecho
state-failed = falló
state-rejected = rechazado
state-line = Etapa: { $state }

## Negativas: qué, por qué y qué hacer

stranger = Este número solo habla con personas registradas. Pida a un admin que le registre.
you-are-suspended = Sus derechos están suspendidos. Pida a un admin que los restaure.
form-voice = Las notas de voz nunca confirman ni aprueban nada. Escríbalo, por favor.
form-media = Las imágenes y archivos nunca confirman ni aprueban nada. Escríbalo, por favor.
form-reaction = Las reacciones nunca confirman ni aprueban nada. Escriba la respuesta, por favor.
form-poll = Las encuestas nunca confirman ni aprueban nada. Escriba la respuesta, por favor.
form-edit = Editar un mensaje no cambia nada. Envíe uno nuevo, por favor.
form-forward = Los mensajes reenviados nunca confirman ni aprueban nada. Escríbalo usted, por favor.
form-other = Aquí solo vale el texto escrito.
too-long = Texto demasiado largo: { $most } caracteres como máximo.
too-late = Este mensaje llegó demasiado tarde para valer. Envíelo de nuevo, por favor.
other-tenant = { $named } no es suyo: aquí usted actúa en { $own }. No se hizo nada.
same-id-other-content = Llegó un segundo texto con el mismo id de mensaje. Solo vale el primero.
same-id-enough = Otros así en esta hora solo se cuentan, y quedan sin respuesta.
not-settled = No se hizo nada: la evidencia no se pudo escribir. Pruebe de nuevo en un minuto.
not-understood = No lo entendí. Escriba menú o ayuda.
words-decide-nothing = Un sí o un no en palabras no decide nada aquí.
did-you-mean = ¿Quiso decir: { $text }?
given-up = De acuerdo, lo dejamos.
nothing-open = Aquí nada suyo está a la espera de un 1 o un 2.
nothing-open-named = { $name } no está a la espera de su confirmación.
open-elsewhere = { $name } está a la espera en el chat en que lo pidió. Responda allí.
token-needed = Una respuesta necesita el token de la solicitud: 1 TOKEN aprueba, 2 TOKEN deniega.
token-needed-code = Responder pide el token de la solicitud: 1 TOKEN CÓDIGO aprueba, con el código de su app; 2 TOKEN deniega.
nothing-decided = Aún no se decidió nada. Escriba solo lo que va antes del guion:
replies-to-another = El mensaje al que respondió trata de otra cosa, y no de esto:
already-answered = Eso ya se respondió.
say-just = Escriba solo { $word }, y nada más.
acknowledge-by-name = Esto es { $word }. Para confirmar, escriba: { $typed }
proposed-answer-by-name = Esto lo propuso un agente. Si es lo que quiere, responda con el nombre.
sent-before-shown = Esta respuesta se envió antes de mostrarse lo que está abierto. Si es lo que quiere, responda con el nombre.
sent-before-lockdown = Envió esto antes de que llegara un bloqueo. Mírelo otra vez y responda de nuevo.
sent-before-rest = Envió esto antes de perder sus derechos. Mírelo otra vez y responda de nuevo.
several-open = Hay varias preguntas abiertas. ¿Cuál?
numbers-later = Para responder a esta con 1 o 2, responda antes a la de abajo.
meant-elsewhere = Su respuesta puede ser para otra cosa. Si quiere decir esto, responda con el nombre.
no-such-number = No hay línea { $number }.
no-such-command = No conozco ningún comando { $name } que usted pueda ver.
only-requester-withdraws = Solo quien pidió { $name } puede retirarlo.
too-late-to-withdraw = { $name } ya no se puede retirar: { $state }
too-few-approvers = { $needed ->
    [1] Hace falta 1 aprobador
   *[other] Hacen falta { $needed } aprobadores
  } y { $count ->
    [0] no se puede preguntar a nadie
   *[other] solo se puede preguntar a { $count }
  }. Hable con un admin.
not-entitled = Sus derechos no incluyen: { $scopes }. Hable con un admin.
    .wide =
        Sus derechos no incluyen:
        • { $scopes }
        Hable con un admin.
token-unknown = No conozco este token. Revise la solicitud de aprobación que recibió.
token-not-yours = Este token no es suyo.
token-void = Este token ya no vale. { $name }: { $state }
tries-left = { $count ->
    [1] Una respuesta errónea más bloquea sus respuestas.
   *[other] { $count } respuestas erróneas más bloquean sus respuestas.
  }
answers-locked = Demasiadas respuestas erróneas. No se aceptan sus respuestas hasta el { $until }.
approvals-suspended = Aquí las aprobaciones están suspendidas hasta que un admin escriba: reanudar aprobaciones
approvals-not-suspended = Las aprobaciones no están suspendidas.
not-an-approver = Sus derechos no incluyen ahora: { $scope }
code-missing = Falta el código de su aplicación de autenticación: 1 TOKEN CÓDIGO
code-not-enrolled = Falta una aplicación de autenticación. Pida a un admin que ejecute: aval people enrol { $person } --env { $environment }
code-waits = Su aplicación de autenticación aún no está en uso: espera la aprobación de un admin.
code-wrong = Ese código es erróneo.
code-used = Ese código ya se usó. Espere el siguiente.
code-used-not-needed = Ese código ya se usó. Ahora no hace falta ninguno: responda solo con el token.
code-no-code = Lo que sigue al token no es un código, y no se contó. Escriba 1 y el token, y nada más.
replay-granted = Usted ya aprobó esto (el { $at }).
take-back-hint = Para retirarlo: revocar { $name }
replay-taken-back = Usted revocó esa respuesta. Use el token de la solicitud de aprobación más reciente.
replay-over = Esa respuesta ya no vale: se dio en lugar de otra persona, y usted ya no responde por ella.
replay-denied = Usted ya denegó esto (el { $at }).
give-up-hint = (o: parar)
begins-a-command = «{ $text }» empieza un comando. Escríbalo entero, o póngalo entre comillas si es su respuesta.
slot-id = Eso no parece un nombre o número de una sola palabra.
slot-text = Escriba al menos un carácter, y como máximo { $most }.
slot-number = Eso no es un número de { $low } a { $high }.
slot-number-two-ways = { $text } se puede leer de dos maneras. Escriba { $whole } o { $fraction }, según el caso.
slot-choice = Elija uno de estos: { $options }
slot-person = No conozco a nadie que se llame { $text }.
slot-person-several = Varias personas se llaman { $text }: { $people }. Escriba uno de estos nombres.
slot-command = El nombre de un comando es como C-7F3K.
slot-scope = Un ámbito es como admin.approve.recovery.
slot-phone = Un teléfono es como +5511900000001.
slot-moment = Dígalo así: viernes 18:00, mañana 9:00, 2026-01-09 18:00, por 2h.
slot-moment-two-ways = { $text } se puede leer de dos maneras: ¿primero el día o el mes? Escriba { $day_first } o { $month_first }, según el caso.
slot-moment-hour = { $text } puede ser una hora o una duración. Escriba { $clock }, o: por { $span }
slot-targets = Escriba nombres como C-7F3K C-9M2D, o un período como 2h.
slot-span = Escriba la duración así: 30m, 2 horas o 7 días.

grant-already = { $name } ya tiene { $scope }.
grant-not-there = { $name } no recibió { $scope } como derecho propio (roles: { $roles }).
scope-unknown = Nada pide aquí { $scope }; conocidos: { $scopes }.
role-unknown = No hay rol { $role }; conocidos: { $roles }.
already-at-rest = Los derechos de { $name } ya están suspendidos.
not-at-rest = Los derechos de { $name } no están suspendidos.
nothing-to-activate = Ninguna aplicación de autenticación de { $name } espera activación.
another-app-shown = Después se mostró otra aplicación para { $name }. Solo cuenta la solicitud más reciente.
app-asked-already = Este autenticador ya espera una respuesta: { $command }. Use el token de esa solicitud.
roles-stay = { $name } conserva los roles de antes: { $roles }. No indique ningún rol.
already-enrolled = { $name } ya está en el registro, o ese teléfono ya lo está.
person-id-wrong = { $id } no sirve de id: solo letras de la a a la z sin acento, dígitos, - y _, y una letra primero.
id-reserved = En la evidencia, { $id } indica el programa, un desconocido o los agentes. Elija otro id.
notice-rights = { $environment } · Por { $by }: { $what }
delegation-unknown = Esta política no prevé delegaciones.
delegation-self = Es usted. Indique a otra persona.
delegation-long = Como máximo { $most } a partir de ahora.
delegation-none = Nadie responde en su lugar.
delegation-notice =
    { $environment } · Usted responde aprobaciones en lugar de { $name }.
    Hasta el { $until }
delegation-ended = { $environment } · Usted ya no responde en lugar de { $name }.
delegation-over =
    { $environment } · Terminó el tiempo en que { $name } respondía en su lugar.
    Usted vuelve a responder personalmente.
place-taken =
    { $delegate } ya no responde en lugar de { $name }.
    Ahora solicitado a: { $next }.
place-empty = { $delegate } ya no responde en lugar de { $name }, y nadie ocupa ese lugar.
place-found = Ahora también solicitado a: { $names }.
until-past = Ese momento ya pasó.
only-requester-asks-again = Solo quien pidió { $name } puede pedirlo de nuevo.
not-blocked = { $name } no espera ser pedido de nuevo: { $state }
no-vote-of-yours = Usted no aprobó nada en { $name }.
too-late-to-take-back = Su aprobación de { $name } ya no se puede revocar: { $state }
not-to-retry = { $name } no se puede reintentar: { $state }
ended-ask-anew = { $name } ya terminó: { $state }. Haga una petición nueva.
unclear-resolve-first = { $name } aún no está claro. Compruébelo y escriba: resolver { $name } hecho, o resolver { $name } no hecho
not-to-undo = { $name } no se puede deshacer: { $state }
words-erased = { $what }; el plazo de conservación pasó y el texto se borró
erased-not-undone = { $name } es demasiado antiguo: lo que decía se borró, y no se puede deshacer. Haga una solicitud nueva.
no-undo = { $name } es de un tipo que no se puede deshacer.
undo-instead = Para deshacerlo: deshacer { $name }
retried-by = El nuevo intento es { $name }.
not-yours-to-recover = Sus derechos no incluyen lo que { $name } exige.
nothing-to-compensate = No hay nada que compensar.
taken-back-already = { $name } ya se deshizo: { $by }.
taken-back-soon = { $name } se está deshaciendo: { $by } aún no terminó.
undone-by = Lo deshizo { $by }.
too-many-to-compensate = Es demasiado de una vez: { $most } como máximo.
not-yours-to-resolve = Solo quien pidió { $name }, o quien aprueba recuperaciones, lo resuelve.
not-uncertain = { $name } no está incierto: { $state }
no-suspicion = Aquí no hay sospecha.
notice-suspicion = { $environment } · Se acumulan respuestas erróneas: rige un perfil más estricto. Para quitarlo: descartar sospecha
emergency-off = Esta política no prevé emergencias.
emergency-open-already = Ya hay una emergencia abierta, o en espera de revisión.
emergency-none = No se declaró ninguna emergencia.
emergency-notice =
    { $environment } · EMERGENCIA declarada por { $by }: { $reason }
    Hasta el { $until }, { $needed ->
        [1] basta 1 aprobación.
       *[other] bastan { $needed } aprobaciones.
    }
    Todo queda registrado y se revisará.
emergency-over = { $environment } · la emergencia terminó.
review-hint = { $needed ->
    [1] 1 persona que no la declaró debe
   *[other] { $needed } personas que no la declararon deben
  } escribir: revisar emergencia
emergency-is-off = { $environment } · sin emergencia.
emergency-is-on = { $environment } · EMERGENCIA hasta el { $until }, por { $by }: { $reason }
emergency-in-review = { $environment } · emergencia de { $by } ({ $reason }): revisiones hasta ahora: { $count }
review-none = No hay nada que revisar.
review-too-early = La emergencia sigue abierta. Revísela cuando termine.
review-not-own = Quien la declaró no puede revisarla.
review-again = Usted ya la revisó.
review-more = Revisado. { $count ->
    [1] Falta 1 revisión más.
   *[other] Faltan { $count } revisiones más.
  }
review-closed = Revisado y cerrado.

## Preguntas y respuestas

menu-title = { $environment } · { $name }, usted puede pedir:
menu-hint = Escriba un número o las palabras. Todo: ayuda
help-grammar = Pida con palabras. 1 confirma, 2 desiste. Con el token de una solicitud: 1 aprueba, 2 deniega.
answer-title = { $environment } · { $what }
status-title = { $environment } · { $instance }
status-open = { $count ->
    [0] Nada abierto.
    [1] Un comando abierto.
   *[other] { $count } comandos abiertos.
  }
status-evidence = { $count ->
    [1] 1 registro de evidencia
   *[other] { $count } registros de evidencia
  }
status-load = Respuestas pendientes: { $each }
status-suspended = Las aprobaciones están suspendidas.
status-place-failing = { $place } no recibe nada desde el { $since } ({ $why }).
report-title = { $environment } · informe de { $span }
report-none = No se pidió nada en ese período.
report-total = { $count ->
    [1] Una solicitud
   *[other] { $count } solicitudes
  }
report-outcomes = hechas { $done }, fallidas { $failed }, rechazadas { $refused }, abiertas { $open }
report-classes = por clase: { $each }
report-approver = { $name } aprobó { $granted }, denegó { $denied }
report-cut = Solo se cuentan las { $count } más recientes.
report-period = del { $since } al { $until }
report-timeline = Solicitudes a lo largo del tiempo
report-by-class = Por clase
report-by-outcome = Por resultado
report-by-approver = Por aprobador
report-done = hechas
report-failed = fallidas
report-refused = rechazadas
report-open = abiertas
report-granted = aprobó
report-denied = denegó
pending-title = { $environment } · comandos abiertos
pending-none = Nada abierto para usted.
pending-line = { $name } · { $class } · { $what }
    .wide =
        { $name } · { $class }
        • { $what }
can-approve = { $needed ->
    [1] Una aprobación de: { $names }
   *[other] { $needed } aprobaciones de: { $names }
  }
scopes-title = { $environment } · { $name }: { $roles }
scopes-rest = Estos derechos están suspendidos ahora.
scopes-delegated = { $name } responde en lugar de esa persona hasta el { $until }
refusal-none = No se le rechazó nada recientemente.
decisions-title = { $environment } · decisiones de { $name }
decisions-none = Aún no hay decisiones.
nobody-can-approve = Nadie puede aprobar esto ahora.
needs-no-approval = No necesita aprobación.
audit-title = { $environment } · evidencia desde el { $since }
    .wide =
        { $environment } · evidencia
        desde el { $since }
audit-none = Ninguna evidencia en ese período.
audit-time = { $time }:
audit-line = { $type } { $actor }
    .wide =
        { $type }
        • { $actor }
audit-line-of = { $type } { $actor } { $name }
    .wide =
        { $type }
        • { $actor } { $name }
audit-more = … y { $count } más
audit-many = … y al menos { $count } más
evidence-proof = Registros { $first } a { $last } de { $size }, último { $hash }, raíz { $root }
verify-title = { $environment } · evidencia
verify-ok = ok { $count } { $count ->
    [1] registro
   *[other] registros
  }, punta { $head } ({ $tenant })
verify-bad = ROTA en { $seq } ({ $tenant }): { $what ->
    [edited] algo se editó después de escrito, o está dañado
    [removed] se quitaron registros, o volvió un archivo antiguo
    [added] se metieron, cambiaron de lugar o copiaron registros
    [erased] lo que borró la retención no cuadra con lo que dice
    [rewritten] el pasado se reescribió después de firmado
    [note] un punto de control en ella no prueba nada
    [command] el registro de un comando no cuadra con su evidencia
    [vote] se cuenta una respuesta que nadie dio
    [settings] el bloqueo o la política no es lo que se decidió
   *[other] el archivo está dañado
  }
verify-bad-more = y { $count } { $count ->
    [1] ruptura más
   *[other] rupturas más
  }
verify-bad-hint = Guarde una copia del archivo. En el servidor: aval verify. Para parar todo: activar bloqueo MOTIVO
evidence-changed = ALTERADO después de escrito: { $seqs }. Esto ya no prueba nada. Pida a un auditor: verificar evidencias
command-changed = { $name } · ALTERADO en el archivo, no por Aval: nada se cuenta ni se hace. Auditores: verificar evidencias
commands-changed = ALTERADOS en el archivo, no por Aval, y fuera de aquí: { $names }. Pida a un auditor: verificar evidencias
policy-title = { $environment } · política { $pack } { $version }
policy-profile = Perfil { $profile }
policy-digest = Hash { $digest }
policy-evidence = Último cambio: evidencia { $id }
policy-none = No se puede leer ninguna política: { $error }
lockdown-not-whole = El bloqueo no es de todo. Para levantar esta parte: desbloquear { $what }
lockdown-is-off = { $environment } · abierto. Sin bloqueo.
lockdown-is-on = { $environment } · BLOQUEO desde el { $since } por { $by }: { $reason }
lockdown-failed-start = { $environment } · BLOQUEADO: no se puede leer la política. { $error }
notice-letter-changed = { $environment } · Un mensaje en espera se cambió a espaldas de Aval y no se envió. Vea más: aval verify
lockdown-record-changed = { $environment } · BLOQUEADO: el archivo se cambió a espaldas de Aval. Restaure una copia. Más: aval verify
lockdown-notice-on = { $environment } · BLOQUEO por { $by }: { $reason }. Nada empieza hasta que se desactive.
lockdown-notice-off = { $environment } · bloqueo desactivado por { $by }.
lockdown-notice-kept = { $environment } · bloqueo desactivado por { $by }, menos el de ustedes. Para desactivarlo: desbloquear inquilino { $of }
lockdown-is-on-until = { $environment } · BLOQUEO desde el { $since } por { $by }, hasta el { $until }: { $reason }
lockdown-notice-on-until = { $environment } · BLOQUEO por { $by } hasta el { $until }: { $reason }. Nada empieza antes.
lockdown-done-until = Hecho: bloqueo activado. Nada empieza antes del { $until }.
lockdown-over = { $environment } · El bloqueo terminó: se cumplió el plazo. Se aceptan comandos de nuevo.
another-tenant = otro inquilino
reason-untold = solo ellos saben por qué
lockdown-of-connector = conector { $of }
lockdown-of-class = clase { $of }
lockdown-of-tenant = inquilino { $of }
lockdown-of-agent = agente { $of }
lockdown-until = hasta el { $at }
lockdown-open-ended = hasta que se desactive
lockdown-part-is-on = { $environment } · BLOQUEO: { $what }, desde el { $since }, por { $by }, { $until }: { $reason }
lockdown-part-notice = { $environment } · BLOQUEO: { $what }, por { $by }, { $until }: { $reason }. El resto sigue.
lockdown-part-lifted = { $environment } · bloqueo desactivado por { $by }: { $what }
lockdown-part-over = { $environment } · El bloqueo terminó, se cumplió el plazo: { $what }
lockdown-part-already = Ya está en bloqueo, por el mismo tiempo o más: { $what }
lockdown-part-is-off = No está en bloqueo: { $what }
lockdown-part-of-others = Solo lo desbloquean personas del inquilino afectado, o del que lo bloqueó: { $what }
lockdown-no-such-part =
    No hay nada con ese nombre.
    Conectores: { $connectors }.
    Clases: { $classes }.
    Inquilinos: { $tenants }.
lockdown-agents = Agentes: { $agents }.
rejected-locked-part = Un bloqueo cubre esto. Vea: estado del bloqueo
    .then = En ese momento un bloqueo cubría esto. Pídalo de nuevo cuando termine.
rejected-locked-since = Un bloqueo llegó después de una aprobación, que ya no cuenta. Pídalo de nuevo.
locked-now = Bloqueado: un sí ahora lo cierra
locked-now-undone = y no se hace nada.
suspended-now = Las aprobaciones están suspendidas.
stopped-by-lockdown = Un bloqueo llegó antes del comienzo. No pasó nada. Después del bloqueo, pídalo de nuevo.
stopped-by-expiry = Su plazo venció antes del comienzo. No pasó nada. Pídalo de nuevo.
unclear-under-lockdown = Hubo un bloqueo. Puede haberse enviado antes de reiniciarse Aval, y aún puede llegar.
unclear-past-expiry = Su plazo venció. Puede haberse enviado antes de reiniciarse Aval, y aún puede llegar.
denied-ask-anew = Lo que { $name } pide se denegó después: la aprobación no cubre otro intento. Pídalo de nuevo.
locked-ask-anew = Un bloqueo llegó después de aprobarse { $name }: la aprobación no cubre otro intento. Pídalo de nuevo.
unclear-ask-anew = No se sabe si { $name } ocurrió; por eso la aprobación no cubre otro intento. Pídalo de nuevo.
record-changed = No se hizo nada: el registro no coincide con la evidencia. Los admins ya lo saben. Pídalo cuando avisen.
stopped-ask-anew = { $name } fue detenido antes del comienzo, y la aprobación ya no vale. Pídalo de nuevo.
notice-agent-locked = { $environment } · El agente { $name } insiste en lo que toca a personas. Queda bloqueado hasta el { $until }.
notice-locked = { $environment } · Demasiadas respuestas erróneas de { $name }: por un tiempo no se aceptan.
notice-record-changed = { $environment } · { $name } fue detenido: registro y evidencia no coinciden. ¿Cambió el archivo? Ejecute: aval verify
notice-suspended = { $environment } · Demasiadas respuestas erróneas: aprobaciones suspendidas. Para reanudar: reanudar aprobaciones
notice-resumed = { $environment } · Las aprobaciones se aceptan de nuevo.
no-such-pack = No hay tal paquete de políticas o perfil; paquetes conocidos: { $packs }
policy-in-force = Ya está en vigor: { $pack } { $version }, { $profile }
notice-policy = { $environment } · { $by } adoptó la política { $pack } { $version }, { $profile }.
notice-drift = { $environment } · desvío de política: rige ahora { $pack } { $version }, { $profile }, y ningún comando la cambió.
notice-redefined =
    { $environment } · Cambió desde el último arranque: { $names }{ $more ->
        [0] .
       *[other] {" "}y { $more } más.
    }
    Nadie lo aprobó por mensaje. Si no fue idea de ustedes: activar bloqueo MOTIVO
notice-unit-expired = { $environment } · { $unit } se acabó. Nadie la tocó durante { $span }.
notice-unit-expired-back = Para recuperarla: restaurar config { $unit }
notice-egress = { $environment } · Un conector intentó llegar a { $host }, que no está declarado. Se rechazó.
challenge-code =
    Diga este código a { $name } de viva voz, nunca por mensaje:
    Código: { $code }
    Debe escribirlo { $name } a este número, desde su propio teléfono, hasta el { $until }.
challenge-wrong = Este código no vale, o ya no. Hable con el admin que se lo dio.
challenge-not-yours = Este código es de otra persona: este teléfono es de { $name }.
challenge-done =
    { $environment } · Hola, { $name }: desde ahora este teléfono es suyo aquí.
    Para ver lo que puede pedir: menú
challenge-unseen =
    { $environment } · El código es correcto, { $name }.
    WhatsApp no muestra su número aquí.
    Sus derechos quedan suspendidos hasta que lo muestre, o hasta que un admin los restaure.
not-proven-yet = { $name } aún no escribió el código. Para darle otro: registrar { $id } TELÉFONO
notice-enrolled = { $environment } · { $name } escribió el código desde su propio teléfono; registro hecho.
notice-number-unseen =
    { $environment } · { $name } escribió el código, pero WhatsApp no muestra desde qué número.
    Confirme por voz y escriba: restaurar derechos de { $name }
notice-challenge-over =
    { $environment } · { $name } no escribió el código a tiempo.
    Para dar otro, registre de nuevo a esa persona.
notice-challenge-elsewhere =
    { $environment } · El código de { $name } se escribió desde otro número, { $phone }, y no vale.
    Si es suyo (pregunte de viva voz): registrar { $id } { $phone }
    Si no, otra persona tiene el código: dé uno nuevo.
notice-challenge-guesses =
    { $environment } · Alguien intenta adivinar códigos de registro.
    Por un tiempo no se aceptan los códigos de esa persona.
notice-undelivered = { $environment } · { $name }: { $what }
notice-identity = { $environment } · Cambió el número o la clave de { $name }: derechos suspendidos hasta que un admin los restaure.
notice-place-stalled = { $environment } · { $place } no recibe { $sends ->
    [checkpoints] puntos de control
   *[other] evidencias
} desde el { $since } ({ $why }).
    Se sigue intentando hasta que funcione. aval doctor dice más.
notice-place-disagrees =
    { $environment } · { $place } firmó otro historial, distinto de la evidencia de aquí ({ $why }).
    Alguien puede haber restaurado un archivo antiguo, o haberlo cortado o reescrito. Nada se sobrescribió allí.
    Para comprobarlo: verificar evidencias
notice-witness-forgot =
    { $environment } · { $place } conoce menos de la evidencia de lo que ya había firmado: perdió la memoria.
    Su firma solo vale, desde ahora, para lo que vio desde entonces. Lo que firmó antes se guarda aquí.
notice-connector-stalled =
    { $environment } · { $connector } no responde desde el { $since }.
    Se deja en reposo por un rato. Quien pida algo que dependa de él lo sabrá enseguida, y no se inicia nada.
notice-connector-resumed = { $environment } · { $connector } vuelve a responder.
notice-place-resumed = { $environment } · { $place } vuelve a recibir { $sends ->
    [checkpoints] puntos de control
   *[other] evidencias
}; no quedó nada fuera.
notice-place-rewound =
    { $environment } · La evidencia de aquí no es la que { $place } ya había recibido.
    Puede que alguien haya repuesto un archivo antiguo. Se envía todo otra vez.
    Para comprobarlo: verificar evidencias
notice-place-moved =
    { $environment } · { $place } tiene ahora otra dirección, que aún no ha recibido nada.
    Toda la evidencia se envía allí, desde el principio.
notice-place-rejected = { $environment } · { $place } descartó { $count ->
    [1] un registro
   *[other] { $count } registros
} de evidencia.
    Siguen guardados aquí; el log de { $place } dice por qué.
checkpoint-letter =
    { $environment } · Prueba de hasta dónde llega la evidencia.
    Guarde este mensaje: muestra después que nada anterior fue cambiado.
    Para comprobarlo: aval verify --env { $id } --checkpoint ARCHIVO
checkpoint-line = { $line }
notice-app-first =
    { $environment } · La aplicación de autenticación de { $name } está en uso.
    Vino de la línea de comandos: no había otro admin con aplicación a quien preguntar.
    .hint = Si nadie lo pidió: suspender { $person }
notice-app-shown =
    { $environment } · Se mostró en la línea de comandos una nueva aplicación de autenticación de { $name }.
    Vale cuando un admin la apruebe.
    .hint = Si nadie lo pidió, deniéguela, o: suspender { $person }
app-replaced = Ocupa el lugar de la aplicación en uso desde el { $since }, que ya no vale.
your-app-first =
    { $environment } · Su aplicación de autenticación está en uso.
    Se activó en la línea de comandos, sin preguntar a nadie más.
    .hint = Si no era para usted, avise a un admin.
your-app-shown =
    { $environment } · Se mostró en la línea de comandos una nueva aplicación de autenticación para usted.
    .hint = Si no era para usted, avise a un admin.
notice-rights-restored =
    { $environment } · Los derechos de { $name } están restaurados.
    Vino de la línea de comandos: quedaban pocos admins para decidirlo en el chat.
    Si nadie lo pidió: suspender { $person }, o activar bloqueo
notice-rights-of-admin =
    { $environment } · { $name } ahora es admin.
    Vino de la línea de comandos: quedaban pocos admins para decidirlo en el chat.
    Si nadie lo pidió: suspender { $person }, o activar bloqueo
your-rights-restored =
    { $environment } · Sus derechos están restaurados.
    Se hizo en la línea de comandos, sin preguntar a nadie más.
your-rights-of-admin =
    { $environment } · Usted ahora es admin.
    Se hizo en la línea de comandos, sin preguntar a nadie más.

forgotten-in-session = La sesión de WhatsApp también olvida claves, alias, chats y textos de esta persona.
kept-in-browser = El perfil del navegador guarda los chats; borre el chat en el teléfono o desvincule la cuenta.
hold-is-on = Hay retención legal: { $reason }
hold-is-off = No hay retención legal.
hold-of-others = Otro inquilino necesita esta retención legal. Solo su gente la levanta.
hold-notice-on = { $environment } · retención legal: { $reason }. No se borra nada.
hold-notice-on-elsewhere = { $environment } · retención legal por otro inquilino. No se borra nada.
hold-notice-off = { $environment } · la retención legal terminó.
retention-line = { $environment } · evidencia { $evidence }, mensajes { $messages }

## Reglas, que completan: se decidió así porque …

rule-line = { $mark } { $text }
rule-allowed = Se podía pedir, porque:
rule-refused = Se rechazó por lo marcado con un menos:
rule-policy-readable = el paquete de políticas vigente se puede leer y no cambió
    .not = el paquete de políticas vigente no se puede leer, o cambió
rule-environment-open = el entorno acepta comandos
    .not = { $locked ->
        [connector] el conector { $of } estaba bloqueado
        [class] la clase { $of } estaba bloqueada
        [tenant] el inquilino { $of } estaba bloqueado
        [agent] el agente { $of } estaba bloqueado
       *[whole] el entorno no aceptaba comandos en ese momento
    }
rule-requester-holds-scope = quien pide puede: { $scopes }
    .bare = cualquier persona registrada puede pedirlo
    .not = quien pide no puede: { $scopes }
rule-approval-policy-present = una política de aprobación cubre esta clase
    .not = ninguna política de aprobación cubre esta clase
rule-within-limits = { $limit ->
    [tenant_requests] todos juntos están dentro del límite
    [class_requests] todos los que piden esta clase están dentro del límite
   *[other] quien pide está dentro de los límites
}
    .not = { $limit ->
        [tenant_requests] todos juntos pasaron el límite
        [class_requests] todos los que piden esta clase pasaron el límite
       *[other] quien pidió pasó los límites
    }
rule-not-denied-before = no se denegó demasiadas veces recientemente
    .not = se denegó demasiadas veces recientemente
rule-not-frozen = no hay congelamiento
    .not = había un congelamiento: «{ $freeze }»
rule-not-forbidden = ninguna regla lo prohíbe
    .not = una regla lo prohíbe: «{ $name }»
rule-change-risk = el riesgo del cambio es { $class ->
    [HIGH] alto
    [MEDIUM] medio
   *[LOW] bajo
  }
rule-content-rule = se aplica la regla «{ $name }»
rule-emergency-declared = se declaró una emergencia
rule-under-suspicion = la sospecha hace más estricto el perfil
rule-confirmation-needed = quien pide lo confirma
rule-agent-proposed = lo propuso un agente, y por eso su dueño lo confirma
rule-agent-acts = aquí un agente puede hacerlo por su cuenta
rule-agents-may-ask = los agentes pueden pedirlo
    .not = queda para personas; lo pidió un agente
rule-no-approval-needed = esta clase no necesita aprobación aquí
rule-approval-needed = la clase { $class } necesita { $approvers ->
    [1] 1 aprobación
   *[other] { $approvers } aprobaciones
  } por la política «{ $policy }» ({ $profile })

## Conectores

no-such-connector = Ningún conector se llama { $name } aquí. Hable con un admin.
connector-slot-missing = { $connector } necesita { $slot }.
connector-slot-wrong = { $slot } no sirve. Escríbalo de nuevo.
connector-operation-unknown = { $connector } no tiene la operación { $operation }.
connector-path-wrong = Este valor llevaría a { $connector } a otro lugar; no se envió nada.
connector-egress-denied = { $host } no es una dirección declarada de { $connector }; no se envió nada.
connector-unreachable = { $connector } está fuera de alcance; no se envió nada. Pruebe dentro de un rato.
connector-timeout = { $connector } no respondió a tiempo.
connector-lost = La conexión con { $connector } se cortó antes de la respuesta.
connector-resting =
    { $connector } no responde desde el { $since }; no se envió nada.
    Pruebe dentro de un rato.
connector-busy = { $connector } está sobrecargado y no hizo nada. Pruebe dentro de un rato.
connector-broken = { $connector } respondió con un error ({ $status }).
connector-redirected = { $connector } apuntó a otro lugar; Aval no lo sigue.
connector-answer-unreadable = La respuesta de { $connector } no se pudo leer ({ $field }).
connector-target-changed = { $field } del objetivo en { $connector } ya no es lo que se aprobó; pídalo de nuevo.
connector-answer-contradicts = { $connector } lo aceptó, pero la respuesta muestra que { $field } no cambió.
connector-answer-other = Se preguntó a { $connector } por { $asked } y respondió sobre { $answered }: eso no vale. Hable con un admin.
connector-answer-too-large = La respuesta de { $connector } es demasiado grande.
connector-not-found = No existe.
connector-conflict = Ahora no se puede hacer.
connector-not-allowed = { $connector } no acepta nuestras credenciales ({ $status }).
connector-refused = { $connector } lo rechazó ({ $status }).
connector-no-twin = { $operation } no tiene gemelo en el sandbox.
secret-missing = { $reference } no está definido. Hable con un admin.
secret-link = { $reference } es un enlace, que no se sigue; ponga allí el propio archivo.
secret-unusable = { $reference } no se puede usar: debe ser una línea de caracteres simples.
secret-file-open = Otros pueden leer { $reference }; chmod 600.
shop-order-not-found = El pedido { $order } no existe.
shop-order-already-cancelled = El pedido { $order } ya está cancelado.
shop-order-already-open = El pedido { $order } ya está abierto.
config-unit-missing = No hay unidad { $unit }.
quota-reached = { $agent } tiene { $count } de { $most } { $of ->
    [all] unidades
   *[other] unidades del tipo { $kind }
  }. Borre lo que no haga falta o pida a un admin una cuota mayor.
config-lifetime-none = Aquí nada tiene plazo de vida. Déjelo fuera.
config-lifetime-too-long = Aquí vive { $most } como máximo.
config-lifetime-absent = { $unit } no tiene plazo de vida; no hay nada que renovar.
config-not-its-own = Un agente solo elimina lo que creó, y { $unit } no es suya.
config-unit-exists = { $unit } ya existe.
config-unit-changed = { $unit } cambió mientras tanto; pídalo de nuevo.
config-unit-foreign = { $unit } se cambió a espaldas de Aval. Un admin restaura el archivo desde una copia.
config-units-foreign = Una unidad se cambió a espaldas de Aval. Un admin restaura el archivo desde una copia.
config-name-wrong = { $unit } no es un nombre: letras minúsculas, dígitos, puntos, guiones, 60 como máximo.
config-kind-missing = ¿De qué tipo: { $kinds }?
config-kind-unknown = No hay tipo { $kind }; conocidos: { $kinds }.
config-field-missing = Falta { $field }.
config-field-unknown = { $kind } no tiene el campo { $field }; tiene { $fields }.
config-value-integer = { $field } debe ser un número entero de { $min } a { $max }.
config-value-number = { $field } debe ser un número de { $min } a { $max }.
config-value-not-boolean = { $field } debe ser sí o no.
config-value-not-text = { $field } debe ser texto.
config-value-too-long = { $field } tiene { $max } caracteres como máximo.
config-value-pattern = { $field } debe tener la forma { $pattern }.
config-value-same = { $field } de { $unit } ya es { $value }.
config-hand-on-last = { $environment } es el último entorno; desde él no se traspasa nada.
config-hand-on-lifetime =
    { $unit } vive solo por un tiempo, y por eso no pasa de test.
    Elimínela, que una persona la cree de nuevo sin plazo de vida, y traspase esa.
config-promotions-lowest = { $environment } es el entorno más bajo; nada se promueve a él.
config-promotions-none =
    { $environment } aún no acepta tickets: environment.yaml no tiene promotions.
    La clave la imprime: aval attest --key --env { $from }
config-ticket-unreadable = Esto no es un ticket entero. Cópielo de nuevo, del primer carácter al último.
config-ticket-elsewhere = Este ticket es de { $environment }; aquí solo valen los de { $from }.
config-ticket-forged =
    Este ticket no se firmó con la clave de { $from } en environment.yaml.
    Traspase la unidad de nuevo; si no basta, un admin revisa promotions.key.
config-ticket-time =
    Este ticket vale del { $since } al { $until }.
    Traspase la unidad de nuevo.
config-ticket-tenant = Este ticket es de otro inquilino.
config-ticket-sandbox = Este ticket es de un sandbox, donde nada es real; solo vale en un sandbox.
config-ticket-used =
    { $name } ya usó este ticket: { $unit } quedó en la revisión { $revision }.
    Traspase la unidad de nuevo.
config-ticket-older =
    Aquí ya está un ticket más nuevo: era la revisión { $newer } de { $unit } allí, y este es la { $revision }.
    Cambie la unidad allí y traspásela de nuevo.
config-ticket-same = { $unit } ya está como dice el ticket.
config-ticket-kind = { $unit } es del tipo { $kind } aquí.
config-ticket-field = { $field } no cabe en su campo aquí.
config-ticket-too-long = Los valores de { $unit } son demasiado largos para un ticket de { $most } caracteres.
